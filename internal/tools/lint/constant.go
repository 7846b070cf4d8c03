// SPDX-License-Identifier: AGPL-3.0-only

package lint

import (
	"go/ast"
	"go/token"
	"go/types"
)

// texts decides which expressions are text written by a programmer, as opposed
// to text that arrived from somewhere.
type texts struct {
	info  *types.Info
	body  ast.Node            // the function the expression stands in
	carry map[*types.Var]bool // parameters whose callers are checked instead
	seen  map[*types.Var]bool // variables under examination, against loops
}

// written is true for constants, for sums of written texts, for slices of
// them, for local variables that only ever receive them, and for entries of a
// table of them: `columns[choice]` is how a typed choice becomes a column.
func (t texts) written(e ast.Expr) bool {
	if t.info.Types[e].Value != nil {
		return true
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		return e.Op == token.ADD && t.written(e.X) && t.written(e.Y)
	case *ast.CompositeLit:
		return t.allWritten(e)
	case *ast.IndexExpr:
		return t.written(e.X)
	case *ast.Ident:
		return t.writtenVariable(e)
	}
	return false
}

func (t texts) allWritten(table *ast.CompositeLit) bool {
	for _, entry := range table.Elts {
		if pair, ok := entry.(*ast.KeyValueExpr); ok {
			entry = pair.Value
		}
		if !t.written(entry) {
			return false
		}
	}
	return true
}

func (t texts) writtenVariable(name *ast.Ident) bool {
	v, ok := t.info.Uses[name].(*types.Var)
	if !ok || t.carry[v] {
		return ok
	}
	if t.seen[v] {
		return true // the loop `q = q + "..."` adds nothing new
	}
	t.seen[v] = true
	defer delete(t.seen, v)
	given := t.givenTo(v)
	for _, value := range given {
		if value == nil || !t.written(value) {
			return false
		}
	}
	return len(given) > 0
}

// givenTo lists what a variable receives in this function; nil stands for
// something that cannot be judged, such as one result of several.
func (t texts) givenTo(v *types.Var) []ast.Expr {
	var given []ast.Expr
	ast.Inspect(t.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if name, ok := left.(*ast.Ident); !ok || t.info.ObjectOf(name) != v {
					continue
				}
				if len(n.Lhs) != len(n.Rhs) {
					given = append(given, nil)
					continue
				}
				given = append(given, n.Rhs[i])
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if t.info.ObjectOf(name) == v && i < len(n.Values) {
					given = append(given, n.Values[i])
				}
			}
		case *ast.RangeStmt:
			if name, ok := n.Value.(*ast.Ident); ok && t.info.ObjectOf(name) == v {
				given = append(given, n.X)
			}
		case *ast.UnaryExpr:
			if name, ok := n.X.(*ast.Ident); ok && n.Op == token.AND && t.info.ObjectOf(name) == v {
				given = append(given, nil)
			}
		}
		return true
	})
	return given
}
