//go:build tools

// Package languagepython pins Pulumi's Python language host for tools/engine.
package languagepython

import _ "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
