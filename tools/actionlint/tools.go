//go:build tools

// Package tools pins the linter of GitHub's workflows, which tests/pipelines builds.
package tools

import _ "github.com/rhysd/actionlint/cmd/actionlint"
