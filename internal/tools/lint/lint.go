// SPDX-License-Identifier: AGPL-3.0-only

// Package lint holds the rules of this house that no public linter knows. Each
// one closes a trap that was seen to become a breach or a lost piece of data;
// docs/decisions/0009-tools-module.md tells how they are run.
package lint

import (
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Analyzers are all rules, in the order they are reported.
var Analyzers = []*analysis.Analyzer{Forbidden, Query}

const module = "contrechamp.org/contrechamp"

// home is the only package that speaks to GORM; its own functions carry the
// text of a query from their caller to GORM.
const home = module + "/internal/platform/database"

// place is where a line of code stands.
type place struct {
	pkg  string // import path inside the module, such as "internal/web"
	file string // base name
}

func placeOf(pass *analysis.Pass, filename string) place {
	// Packages compiled for a test are called "path [path.test]" or "path_test".
	path, _, _ := strings.Cut(pass.Pkg.Path(), " ")
	path = strings.TrimSuffix(path, "_test")
	path = strings.TrimPrefix(path, module+"/")
	return place{pkg: path, file: filename[strings.LastIndexAny(filename, `/\`)+1:]}
}

// under tells whether the place is in one of the folders, or below it.
func (p place) under(folders ...string) bool {
	for _, folder := range folders {
		if p.pkg == folder || strings.HasPrefix(p.pkg, folder+"/") {
			return true
		}
	}
	return false
}

// isTest is true in test files and in packages made for tests, which end in
// "test" as net/http/httptest does.
func (p place) isTest() bool {
	return strings.HasSuffix(p.file, "_test.go") || strings.HasSuffix(p.pkg, "test") || p.under("internal/testkit")
}
