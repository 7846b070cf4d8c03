// SPDX-License-Identifier: AGPL-3.0-only

package lint

import (
	"go/ast"
	"go/types"
	"slices"
)

// chaining are the GORM methods that add to the statement under way. A value
// made by one of them collects the conditions of whoever uses it next, until
// Session or WithContext ends the chain.
var chaining = []string{
	"Clauses", "Distinct", "Group", "Having", "InnerJoins", "Joins", "Limit", "Model", "Not", "Offset",
	"Omit", "Or", "Order", "Preload", "Scopes", "Select", "Table", "Unscoped", "Where",
}

// openChain is true for a call that leaves a chain open.
func (q query) openChain(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := q.callee(call)
	return inGORM(fn) && slices.Contains(chaining, fn.Name()) && fn.Signature().Recv() != nil
}

// checkKept looks at chains kept in a field, where everybody may add to them.
func (q query) checkKept(n *ast.AssignStmt) {
	if len(n.Lhs) != len(n.Rhs) {
		return
	}
	for i, left := range n.Lhs {
		if _, field := left.(*ast.SelectorExpr); field {
			q.reportKept(n.Rhs[i])
		}
	}
}

func (q query) reportKept(value ast.Expr) {
	if q.openChain(value) {
		q.Reportf(value.Pos(), "a chain that is kept collects old conditions: end it with Session(&gorm.Session{})")
	}
}

// checkReuse looks at chains in local variables that start more than one query.
func (q query) checkReuse(fn *ast.FuncDecl) {
	if fn.Body == nil {
		return
	}
	open := map[types.Object]bool{}
	own := map[*ast.Ident]bool{} // `x = x.Where(...)` continues the chain itself
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || len(assign.Lhs) != len(assign.Rhs) {
			return true
		}
		for i, left := range assign.Lhs {
			name, ok := left.(*ast.Ident)
			if !ok || !q.openChain(assign.Rhs[i]) {
				continue
			}
			open[q.TypesInfo.ObjectOf(name)] = true
			if root := rootOf(assign.Rhs[i]); root != nil && q.TypesInfo.ObjectOf(root) == q.TypesInfo.ObjectOf(name) {
				own[root] = true
			}
		}
		return true
	})
	q.reportReuse(fn.Body, open, own)
}

func (q query) reportReuse(body ast.Node, open map[types.Object]bool, own map[*ast.Ident]bool) {
	used := map[types.Object]int{}
	ast.Inspect(body, func(n ast.Node) bool {
		name, ok := n.(*ast.Ident)
		if !ok || own[name] || !open[q.TypesInfo.Uses[name]] || isAssigned(body, name) {
			return true
		}
		obj := q.TypesInfo.Uses[name]
		used[obj]++
		if used[obj] == 2 {
			q.Reportf(name.Pos(), "%s is used again and keeps the conditions of its first use: end the chain with Session(&gorm.Session{})", name.Name)
		}
		return true
	})
}

// rootOf is the variable a chain of calls starts from.
func rootOf(e ast.Expr) *ast.Ident {
	for {
		switch next := ast.Unparen(e).(type) {
		case *ast.CallExpr:
			e = next.Fun
		case *ast.SelectorExpr:
			e = next.X
		case *ast.Ident:
			return next
		default:
			return nil
		}
	}
}

func isAssigned(body ast.Node, name *ast.Ident) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if assign, ok := n.(*ast.AssignStmt); ok && slices.Contains(assign.Lhs, ast.Expr(name)) {
			found = true
		}
		return !found
	})
	return found
}

// chainHas tells whether the chain before the call went through a method.
func (q query) chainHas(call *ast.CallExpr, method string) bool {
	for {
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		before, ok := ast.Unparen(selector.X).(*ast.CallExpr)
		if !ok {
			return false
		}
		if fn := q.callee(before); inGORM(fn) && fn.Name() == method {
			return true
		}
		call = before
	}
}
