// SPDX-License-Identifier: AGPL-3.0-only

package app_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// root is the folder of the project, seen from the folder of this test.
const root = "../.."

const module = "contrechamp.org/contrechamp/"

// This is the import order, and the only place where it is written for the
// machine; ARCHITECTURE.md draws it for people. A package may import what
// stands on an earlier line, and nothing of its own line.
var order = [][]string{
	{"migrations", "templates"}, // embedded files: no code to speak of
	{"internal/platform/config"},
	{"internal/platform/problem", "internal/platform/calendar", "internal/platform/seal"},
	{"internal/platform/database", "internal/platform/typed"},
	{"internal/platform/storage", "internal/platform/pdf", "internal/platform/jobs", "internal/platform/locale"},
	{"internal/audit"},
	{"internal/person"},
	{"internal/network"},
	{"internal/deadline"},
	{"internal/decision"},
	{"internal/appeal"},
	{"internal/coplaintiff"},
	{"internal/evidence"},
	{"internal/filing"},
	{"internal/demo"},
	{"internal/web"},
	{"internal/app"},
	{"cmd/contrechamp"},
}

// importers names the only packages that may import one of ours.
var importers = map[string][]string{
	"internal/platform/config":              {"internal/app"},
	"internal/platform/database":            {"!internal/web"},
	"internal/demo":                         {"internal/app"},
	"internal/web":                          {"internal/app"},
	"internal/app":                          {"cmd/contrechamp"},
	"internal/testkit":                      {"internal/testkit"},
	"internal/platform/storage/storagetest": {},
}

// homes names the only packages that may import a library; the others reach
// what it does through them.
var homes = map[string][]string{
	"github.com/gofiber/":             {"internal/web", "internal/app"},
	"github.com/valyala/":             {"internal/web"},
	"gorm.io/":                        {"internal/platform/database"},
	"github.com/ncruces/":             {"internal/platform/database"},
	"github.com/pressly/goose":        {"internal/platform/database"},
	"github.com/jackc/":               {"internal/platform/database", "internal/platform/jobs", "internal/testkit"},
	"github.com/riverqueue/":          {"internal/platform/jobs"},
	"github.com/johnfercher/":         {"internal/platform/pdf"},
	"github.com/phpdave11/gofpdf":     {"internal/platform/pdf"},
	"filippo.io/age":                  {"internal/platform/seal"},
	"github.com/minio/":               {"internal/platform/storage"},
	"github.com/gabriel-vasile/":      {"internal/platform/storage"},
	"github.com/nicksnyder/go-i18n":   {"internal/platform/locale"},
	"github.com/alexedwards/argon2id": {"internal/person"},
	"github.com/alecthomas/kong":      {"cmd/contrechamp"},
	"github.com/chromedp/":            {}, // browser tests only
}

// alone are packages that a jurist can review by themselves: they import the
// standard library and these, nothing else.
var alone = map[string][]string{
	"internal/deadline":          {"internal/platform/calendar"},
	"internal/platform/calendar": {},
}

// source is one file of the program, with what it imports.
type source struct {
	file    string // from the root, with slashes
	imports []string
}

func (s source) folder() string { return s.file[:max(0, strings.LastIndexByte(s.file, '/'))] }

// place is the line of the order that a folder stands on, or -1. A folder
// without a line of its own stands where its parent does.
func place(folder string) int {
	for folder != "" && folder != "." {
		for i, line := range order {
			if slices.Contains(line, folder) {
				return i
			}
		}
		folder = folder[:max(0, strings.LastIndexByte(folder, '/'))]
	}
	return -1
}

func within(folder, other string) bool {
	return folder == other || strings.HasPrefix(folder, other+"/")
}

func anyWithin(folder string, others []string) bool {
	return slices.ContainsFunc(others, func(other string) bool { return within(folder, other) })
}

// fault says what is wrong with one import, or "".
func fault(s source, path string) string {
	inner, ours := strings.CutPrefix(path, module)
	if !ours {
		return libraryFault(s.folder(), path)
	}
	from, to := place(s.folder()), place(inner)
	testing := within(s.folder(), "internal/testkit") || within(inner, "internal/testkit")
	switch own := alone[s.folder()]; {
	case !mayBeImported(inner, s.folder()):
		return "is not for " + s.folder()
	case own != nil && !slices.Contains(own, inner):
		return s.folder() + " imports the standard library only"
	case testing || within(inner, s.folder()) || within(s.folder(), inner):
		return ""
	case from < 0 || to < 0:
		return "has no place in the import order, or its importer has none"
	case to >= from:
		return "stands to the right of its importer"
	}
	return ""
}

func mayBeImported(inner, by string) bool {
	for folder, allowed := range importers {
		if !within(inner, folder) || within(by, folder) {
			continue
		}
		if len(allowed) == 1 && strings.HasPrefix(allowed[0], "!") {
			return !within(by, allowed[0][1:])
		}
		return anyWithin(by, allowed)
	}
	return true
}

func libraryFault(folder, path string) string {
	if !strings.Contains(strings.Split(path, "/")[0], ".") {
		return "" // the standard library
	}
	if alone[folder] != nil {
		return folder + " imports the standard library only"
	}
	for library, allowed := range homes {
		if strings.HasPrefix(path, library) && !anyWithin(folder, allowed) {
			return "has its home elsewhere: " + strings.Join(allowed, ", ")
		}
	}
	return ""
}

func faults(sources []source) (found []string) {
	for _, s := range sources {
		for _, path := range s.imports {
			if wrong := fault(s, path); wrong != "" {
				found = append(found, fmt.Sprintf("%s imports %s, which %s", s.file, strings.TrimPrefix(path, module), wrong))
			}
		}
	}
	return found
}

func TestImportsPointDownOrLeft(t *testing.T) {
	sources := goFiles(t)
	if len(sources) < 50 {
		t.Fatalf("only %d files were found: this test looks in the wrong place", len(sources))
	}
	for _, wrong := range faults(sources) {
		t.Error(wrong)
	}
}

// A subject package that nobody placed would be free of every rule.
func TestEveryPackageHasItsPlace(t *testing.T) {
	for _, s := range goFiles(t) {
		if place(s.folder()) < 0 && !within(s.folder(), "internal/testkit") {
			t.Errorf("%s has no place in the import order", s.folder())
		}
	}
}

// The rules are worth what they refuse.
func TestRulesRefuse(t *testing.T) {
	for name, tt := range map[string]struct {
		file, path string
		refused    bool
	}{
		"a page asks a service":             {"internal/web/filing.go", module + "internal/filing", false},
		"a page asks the database":          {"internal/web/filing.go", module + "internal/platform/database", true},
		"a drawing asks the database":       {"internal/web/drawing/tree.go", module + "internal/platform/database", true},
		"a service uses the database":       {"internal/filing/store.go", module + "internal/platform/database", false},
		"a service knows Fiber":             {"internal/filing/service.go", "github.com/gofiber/fiber/v2", true},
		"the program holds a Fiber app":     {"internal/app/serve.go", "github.com/gofiber/fiber/v2", false},
		"a store knows GORM":                {"internal/appeal/store.go", "gorm.io/gorm", true},
		"the home of GORM":                  {"internal/platform/database/tx.go", "gorm.io/gorm/clause", false},
		"a driver out of its home":          {"internal/audit/audit.go", "github.com/ncruces/go-sqlite3/driver", true},
		"the queue shares the pgx pool":     {"internal/platform/jobs/jobs.go", "github.com/jackc/pgx/v5", false},
		"a subject knows pgx":               {"internal/person/store.go", "github.com/jackc/pgx/v5", true},
		"a filing knows maroto":             {"internal/filing/layout.go", "github.com/johnfercher/maroto/v2", true},
		"a page knows gofpdf":               {"internal/web/filing.go", "github.com/phpdave11/gofpdf", true},
		"a subject knows River":             {"internal/appeal/board.go", "github.com/riverqueue/river", true},
		"a subject looks to its right":      {"internal/decision/service.go", module + "internal/appeal", true},
		"a subject looks to its left":       {"internal/appeal/service.go", module + "internal/decision", false},
		"the platform knows the subject":    {"internal/platform/pdf/layout.go", module + "internal/filing", true},
		"neighbours on one line":            {"internal/platform/storage/vault.go", module + "internal/platform/locale", true},
		"the platform, down its own order":  {"internal/platform/storage/vault.go", module + "internal/platform/seal", false},
		"a subject asks a page":             {"internal/filing/service.go", module + "internal/web", true},
		"the demonstration asks a page":     {"internal/demo/load.go", module + "internal/web", true},
		"a page loads the demonstration":    {"internal/web/setup.go", module + "internal/demo", true},
		"the program assembles the pages":   {"internal/app/app.go", module + "internal/web", false},
		"a command skips the assembly":      {"cmd/contrechamp/main.go", module + "internal/web", true},
		"a page reads variables":            {"internal/web/site.go", module + "internal/platform/config", true},
		"the program uses the test kit":     {"internal/demo/load.go", module + "internal/testkit", true},
		"a store uses its test suite":       {"internal/platform/storage/disk.go", module + "internal/platform/storage/storagetest", true},
		"time limits know the database":     {"internal/deadline/rules.go", module + "internal/platform/database", true},
		"time limits know the calendar":     {"internal/deadline/rules.go", module + "internal/platform/calendar", false},
		"time limits use a library":         {"internal/deadline/rules.go", "github.com/google/uuid", true},
		"the calendar knows refusals":       {"internal/platform/calendar/day.go", module + "internal/platform/problem", true},
		"the calendar, standard library":    {"internal/platform/calendar/day.go", "time", false},
		"a package of one's own, unplaced":  {"internal/util/strings.go", module + "internal/audit", true},
		"another module of this repository": {"internal/app/app.go", module + "internal/tools/lint", true},
		"a page and its drawings":           {"internal/web/render.go", module + "internal/web/drawing", false},
		"passwords hashed elsewhere":        {"internal/web/session.go", "github.com/alexedwards/argon2id", true},
		"a browser in the program":          {"internal/web/site.go", "github.com/chromedp/chromedp", true},
	} {
		t.Run(name, func(t *testing.T) {
			found := faults([]source{{tt.file, []string{tt.path}}})
			if (len(found) > 0) != tt.refused {
				t.Errorf("faults %q, want refused: %v", found, tt.refused)
			}
		})
	}
}

// goFiles lists the program's own Go files: no tests, no other module.
func goFiles(t *testing.T) (all []source) {
	t.Helper()
	walk(t, ".go", func(name string) {
		if strings.HasSuffix(name, "_test.go") || !strings.Contains(name, "/") {
			return // the root is no package of the program
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, name), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		s := source{file: name}
		for _, spec := range parsed.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			s.imports = append(s.imports, path)
		}
		all = append(all, s)
	})
	return all
}

// walk visits the project's files of one ending, named from the root; hidden
// folders, test data, what was built and other modules are left out.
func walk(t *testing.T, ending string, visit func(name string)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && leftOut(name, entry.Name()):
			return fs.SkipDir
		case !entry.IsDir() && strings.HasSuffix(name, ending):
			visit(name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func leftOut(name, folder string) bool {
	if strings.HasPrefix(folder, ".") || folder == "testdata" || name == "bin" || name == "data" || name == "tmp" {
		return true
	}
	_, err := os.Stat(filepath.Join(root, name, "go.mod"))
	return err == nil
}
