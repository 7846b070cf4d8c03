// Package clause stands for GORM's own in the tests of the rules.
package clause

type Expr struct {
	SQL  string
	Vars []any
}
