// SPDX-License-Identifier: AGPL-3.0-only

package lint

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Forbidden reports names that may not be used, or only in their own place.
var Forbidden = &analysis.Analyzer{
	Name: "forbidden",
	Doc:  "report names that are not used in this house, or only in their own place",
	Run:  runForbidden,
}

// ban is one forbidden group of names.
type ban struct {
	from    []string // packages that own the names; empty for any
	names   []string
	allowed func(place) bool
	why     string
}

func nowhere(place) bool { return false }

var bans = []ban{
	{
		names:   []string{"Save"},
		allowed: nowhere,
		why:     "a save of a half-filled struct wipes columns: name the columns with tx.Write",
	},
	{
		names:   []string{"FormFile", "SaveFile", "SaveFileToStorage", "SaveMultipartFile", "ParseMultipartForm"},
		allowed: nowhere,
		why:     "it keeps uploads in clear in temporary files: read the request body as a stream",
	},
	{
		from:    []string{"github.com/gofiber/fiber/v2", "github.com/valyala/fasthttp"},
		names:   []string{"MultipartForm"},
		allowed: nowhere,
		why:     "it keeps uploads in clear in temporary files: read the request body as a stream",
	},
	{
		from:    []string{"testing"},
		names:   []string{"Skip", "Skipf", "SkipNow", "Short"},
		allowed: nowhere,
		why:     "a test runs or fails; one that is skipped proves nothing and nobody sees it",
	},
	{
		from:    []string{"time"},
		names:   []string{"Now", "Since", "Until"},
		allowed: func(p place) bool { return p.under("cmd", "internal/app", "internal/tools") || p.isTest() },
		why:     "time is given, never asked: take tx.Now, a calendar.Day or a clock from the caller",
	},
	{
		from:    []string{"gorm.io/gorm"},
		names:   []string{"Model", "DeletedAt", "AutoMigrate"},
		allowed: nowhere,
		why:     "erasing is a real delete and the schema is changed by migrations only",
	},
}

// safeTypes are the types by which html/template is told to trust a text.
var safeTypes = []string{"CSS", "HTML", "HTMLAttr", "JS", "JSStr", "Srcset", "URL"}

func drawsPages(p place) bool {
	return p.under("internal/web/drawing") || p.pkg == "internal/web" && strings.HasPrefix(p.file, "render")
}

func runForbidden(pass *analysis.Pass) (any, error) {
	for _, file := range pass.Files {
		at := placeOf(pass, pass.Fset.Position(file.Pos()).Filename)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				checkName(pass, at, n)
			case *ast.CallExpr:
				checkConversion(pass, at, n)
			}
			return true
		})
	}
	return nil, nil
}

func checkName(pass *analysis.Pass, at place, name *ast.Ident) {
	used := pass.TypesInfo.Uses[name]
	if used == nil || used.Pkg() == nil || !nameable(used) {
		return
	}
	for _, b := range bans {
		if slices.Contains(b.names, used.Name()) && b.owns(used) && !b.allowed(at) {
			pass.Reportf(name.Pos(), "%s is not used here: %s", used.Name(), b.why)
		}
	}
}

// nameable leaves out fields and variables that only happen to share a name,
// and GORM's method Model, which is not its type Model.
func nameable(used types.Object) bool {
	switch used := used.(type) {
	case *types.Func:
		return used.Name() != "Model"
	case *types.TypeName:
		return used.Name() == "Model" || used.Name() == "DeletedAt"
	}
	return false
}

func (b ban) owns(used types.Object) bool {
	return len(b.from) == 0 || slices.Contains(b.from, used.Pkg().Path())
}

func checkConversion(pass *analysis.Pass, at place, call *ast.CallExpr) {
	target, ok := pass.TypesInfo.Types[call.Fun]
	if !ok || !target.IsType() || drawsPages(at) {
		return
	}
	named, ok := target.Type.(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "html/template" {
		return
	}
	if slices.Contains(safeTypes, named.Obj().Name()) {
		pass.Reportf(call.Pos(), "template.%s is not used here: only internal/web/render*.go and internal/web/drawing may call a text safe", named.Obj().Name())
	}
}
