//go:build tools

// Names the command that this module exists to build, so that `go mod tidy` keeps it.
package tools

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
