//go:build tools

// Package cli pins the Pulumi command line for tools/engine.
package cli

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
