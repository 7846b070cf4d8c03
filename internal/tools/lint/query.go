// SPDX-License-Identifier: AGPL-3.0-only

package lint

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// Query reports queries whose text is not constant, and the uses of GORM that
// read like a condition and are none: First(&user, "2 OR 1=1") gives user 2 or
// anybody, Where(&User{Token: ""}) gives the first user, Updates(User{Role: ""})
// revokes nothing, and a chain kept and used twice keeps its old conditions.
var Query = &analysis.Analyzer{
	Name: "query",
	Doc:  "report query text that is not constant and conditions that are none",
	Run:  runQuery,
}

const gormPath = "gorm.io/gorm"

// textAt tells which argument of a GORM function is text of the query. For the
// first group it follows the destination; it may be left out.
var textAt = map[string]int{
	"Delete": 1, "Find": 1, "First": 1, "FirstOrCreate": 1, "FirstOrInit": 1, "Last": 1, "Take": 1,
	"Distinct": 0, "Exec": 0, "Expr": 0, "Group": 0, "Having": 0, "InnerJoins": 0, "Joins": 0, "Not": 0,
	"Omit": 0, "Or": 0, "Order": 0, "Pluck": 0, "Preload": 0, "Raw": 0, "Select": 0, "Table": 0,
	"Update": 0, "UpdateColumn": 0, "Where": 0,
}

type query struct {
	*analysis.Pass
	texts texts
}

func runQuery(pass *analysis.Pass) (any, error) {
	for _, file := range pass.Files {
		if placeOf(pass, pass.Fset.Position(file.Pos()).Filename).isTest() {
			continue // nobody from outside speaks to a test
		}
		// The text of a table (`var columns = map...`) stands outside any function,
		// so variables are looked up in the whole file.
		q := query{pass, texts{info: pass.TypesInfo, body: file, carry: carried(pass, file), seen: map[*types.Var]bool{}}}
		inspector.New([]*ast.File{file}).WithStack(nil, func(n ast.Node, push bool, stack []ast.Node) bool {
			if push {
				q.check(n, stack)
			}
			return true
		})
	}
	return nil, nil
}

func (q query) check(n ast.Node, stack []ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		fn := q.callee(n)
		q.checkText(n, fn)
		if inGORM(fn) {
			q.checkCondition(n, fn)
			q.checkGrouping(n, fn, stack)
		}
	case *ast.CompositeLit:
		q.checkClause(n)
	case *ast.FuncDecl:
		q.checkReuse(n)
	case *ast.AssignStmt:
		q.checkKept(n)
	case *ast.KeyValueExpr:
		q.reportKept(n.Value)
	}
}

// callee is the declared function behind a call, without its type arguments.
func (q query) callee(call *ast.CallExpr) *types.Func {
	fn, ok := typeutil.Callee(q.TypesInfo, call).(*types.Func)
	if !ok {
		return nil
	}
	return fn.Origin()
}

func inGORM(fn *types.Func) bool { return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == gormPath }

// checkText asks for constant text wherever a query is written.
func (q query) checkText(call *ast.CallExpr, fn *types.Func) {
	if fn == nil || fn.Pkg() == nil {
		return
	}
	if isHome(fn.Pkg()) && takesTx(fn) {
		for i, arg := range call.Args {
			if isText(parameter(fn, i)) {
				q.mustBeWritten(arg, fn)
			}
		}
		return
	}
	if i, ok := textArgument(fn); ok && i < len(call.Args) && !isCondition(q.TypesInfo.TypeOf(call.Args[i])) {
		q.mustBeWritten(call.Args[i], fn)
	}
}

// textArgument allows for the context that GORM's generic functions take first.
func textArgument(fn *types.Func) (int, bool) {
	i, ok := textAt[fn.Name()]
	if !ok || !inGORM(fn) {
		return 0, false
	}
	if first := parameter(fn, 0); first != nil && first.String() == "context.Context" {
		return 1, fn.Signature().Params().Len() > 1 && (isText(parameter(fn, 1)) || fn.Signature().Variadic())
	}
	return i, true
}

func (q query) mustBeWritten(arg ast.Expr, fn *types.Func) {
	if !q.texts.written(arg) {
		q.Reportf(arg.Pos(), "the text given to %s is not constant: write it out, with ? for each value", fn.Name())
	}
}

// checkCondition reports structs as conditions or as changes: their empty
// fields are silently left out.
func (q query) checkCondition(call *ast.CallExpr, fn *types.Func) {
	i, isText := textAt[fn.Name()]
	switch {
	case fn.Name() == "Updates" || fn.Name() == "UpdateColumns":
		if len(call.Args) > 0 && !isMap(q.TypesInfo.TypeOf(call.Args[len(call.Args)-1])) && !q.chainHas(call, "Select") {
			q.Reportf(call.Pos(), "%s leaves out empty fields: name the columns with tx.Write", fn.Name())
		}
	case isText && i < len(call.Args) && isStruct(q.TypesInfo.TypeOf(call.Args[i])):
		q.Reportf(call.Args[i].Pos(), "a struct given to %s leaves out its empty fields, and may match every row", fn.Name())
	}
}

// checkGrouping reports an Or at the end of a chain: it undoes every condition
// before it, permissions included. Inside Where(...) it stands in brackets.
func (q query) checkGrouping(call *ast.CallExpr, fn *types.Func, stack []ast.Node) {
	if fn.Name() != "Or" {
		return
	}
	i := len(stack) - 1
	for i >= 2 {
		chain, ok := stack[i-1].(*ast.SelectorExpr)
		if !ok || chain.X != stack[i] {
			break
		}
		i -= 2
	}
	if i >= 1 {
		if outer, ok := stack[i-1].(*ast.CallExpr); ok && outer.Fun != stack[i] && inGORM(q.callee(outer)) {
			return
		}
	}
	q.Reportf(call.Pos(), "Or undoes the conditions before it: put the alternative in one Where, in brackets")
}

// checkClause looks into clause.Expr{SQL: ...}, the back door of query text.
func (q query) checkClause(lit *ast.CompositeLit) {
	named, ok := q.TypesInfo.TypeOf(lit).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != gormPath+"/clause" {
		return
	}
	for _, field := range lit.Elts {
		pair, ok := field.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if name, ok := pair.Key.(*ast.Ident); ok && name.Name == "SQL" && !q.texts.written(pair.Value) {
			q.Reportf(pair.Value.Pos(), "the text given to clause.%s is not constant: write it out, with ? for each value", named.Obj().Name())
		}
	}
}
