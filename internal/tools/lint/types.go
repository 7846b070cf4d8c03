// SPDX-License-Identifier: AGPL-3.0-only

package lint

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// parameter is the type of the i-th argument, variadic ones by their element.
func parameter(fn *types.Func, i int) types.Type {
	params := fn.Signature().Params()
	last := params.Len() - 1
	if fn.Signature().Variadic() && i >= last {
		return params.At(last).Type().(*types.Slice).Elem()
	}
	if i > last {
		return nil
	}
	return params.At(i).Type()
}

// takesTx is true for a function or method that works on a unit of work.
func takesTx(fn *types.Func) bool {
	sig := fn.Signature()
	if sig.Recv() != nil && isTx(sig.Recv().Type()) {
		return true
	}
	for i := range sig.Params().Len() {
		if isTx(sig.Params().At(i).Type()) {
			return true
		}
	}
	return false
}

func isTx(t types.Type) bool {
	named := namedOf(t)
	return named != nil && named.Obj().Name() == "Tx" && isHome(named.Obj().Pkg())
}

// isHome knows the package under its test name too: "path [path.test]".
func isHome(pkg *types.Package) bool {
	if pkg == nil {
		return false
	}
	path, _, _ := strings.Cut(pkg.Path(), " ")
	return path == home
}

func namedOf(t types.Type) *types.Named {
	if pointer, ok := t.(*types.Pointer); ok {
		t = pointer.Elem()
	}
	named, _ := t.(*types.Named)
	return named
}

// isText is true for strings of any name: a typed identifier that a visitor
// sent is no safer than the string in it.
func isText(t types.Type) bool {
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsString != 0
}

// isCondition is true for what cannot carry text of its own: numbers, maps of
// columns, GORM's own clauses. Structs are reported by another rule.
func isCondition(t types.Type) bool {
	if isStruct(t) || fromGORM(t) {
		return true
	}
	switch t := t.Underlying().(type) {
	case *types.Map:
		return true
	case *types.Basic:
		return !isText(t)
	}
	return false
}

func isStruct(t types.Type) bool {
	if fromGORM(t) {
		return false
	}
	if pointer, ok := t.Underlying().(*types.Pointer); ok {
		t = pointer.Elem()
	}
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

func fromGORM(t types.Type) bool {
	named := namedOf(t)
	return named != nil && named.Obj().Pkg() != nil && strings.HasPrefix(named.Obj().Pkg().Path(), gormPath)
}

func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// carried are the parameters through which the home of GORM receives text that
// is checked where its functions are called.
func carried(pass *analysis.Pass, file *ast.File) map[*types.Var]bool {
	found := map[*types.Var]bool{}
	if !isHome(pass.Pkg) {
		return found
	}
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		declared, ok := pass.TypesInfo.Defs[fn.Name].(*types.Func)
		if !ok || !takesTx(declared) {
			continue
		}
		for i := range declared.Signature().Params().Len() {
			v := declared.Signature().Params().At(i)
			if slice, ok := v.Type().(*types.Slice); isText(v.Type()) || ok && isText(slice.Elem()) {
				found[v] = true
			}
		}
	}
	return found
}
