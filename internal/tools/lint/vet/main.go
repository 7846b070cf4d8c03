// SPDX-License-Identifier: AGPL-3.0-only

// Command vet runs the rules of package lint under `go vet -vettool`, which
// looks at every package with its tests and remembers what has not changed.
package main

import (
	"golang.org/x/tools/go/analysis/unitchecker"

	"contrechamp.org/contrechamp/internal/tools/lint"
)

func main() { unitchecker.Main(lint.Analyzers...) }
