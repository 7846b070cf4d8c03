// SPDX-License-Identifier: AGPL-3.0-only

package database

import (
	"sync/atomic"

	"gorm.io/gorm"
)

// CountStatements counts the statements run from now on; each call of the
// result gives the number so far. Tests hold pages to it: what a page asks must
// not grow with the rows there are.
func (db *DB) CountStatements() (soFar func() int, err error) {
	var n atomic.Int64
	count := func(*gorm.DB) { n.Add(1) }
	all := []*gorm.DB{db.read}
	if db.write != db.read {
		all = append(all, db.write)
	}
	for _, g := range all {
		on := g.Callback()
		for _, register := range []func(string, func(*gorm.DB)) error{
			on.Query().Before("*").Register, on.Row().Before("*").Register, on.Raw().Before("*").Register,
			on.Create().Before("*").Register, on.Update().Before("*").Register, on.Delete().Before("*").Register,
		} {
			if err := register("count_statements", count); err != nil {
				return nil, err
			}
		}
	}
	return func() int { return int(n.Load()) }, nil
}
