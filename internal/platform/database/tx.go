// SPDX-License-Identifier: AGPL-3.0-only

package database

import (
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// Tx is one unit of work under way. Narrowed copies share the transaction.
type Tx struct {
	Now  time.Time // the instant of this unit of work: UTC, whole microseconds
	gorm *gorm.DB
	last *[]func(Tx) error
}

// Last has act done at the very end of the unit of work, just before it is
// kept: for rows that everybody contends for, such as the end of the audit chain.
func (tx Tx) Last(act func(Tx) error) { *tx.last = append(*tx.last, act) }

// Narrow limits what follows to rows that meet the condition, besides earlier ones.
// The condition is constant text with ? for each value.
func (tx Tx) Narrow(condition string, values ...any) Tx {
	tx.gorm = tx.gorm.Where("("+condition+")", values...).Session(&gorm.Session{})
	return tx
}

// Sorted orders what follows; by is constant text, never something typed.
func (tx Tx) Sorted(by string) Tx {
	tx.gorm = tx.gorm.Order(by).Session(&gorm.Session{})
	return tx
}

// Page limits what follows to limit rows after the first offset ones.
func (tx Tx) Page(limit, offset int) Tx {
	tx.gorm = tx.gorm.Limit(limit).Offset(offset).Session(&gorm.Session{})
	return tx
}

// First returns the first row that meets the condition, or a NotFound problem.
func First[T any](tx Tx, condition string, values ...any) (T, error) {
	var row T
	err := tx.Narrow(condition, values...).gorm.Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, errNotFound
	}
	return row, wrap("find", row, err)
}

// All returns every row left by Narrow, Sorted and Page.
func All[T any](tx Tx) ([]T, error) {
	var rows []T
	err := tx.gorm.Find(&rows).Error
	return rows, wrap("list", *new(T), err)
}

// Count counts the rows left by Narrow.
func Count[T any](tx Tx) (int, error) {
	var n int64
	err := tx.gorm.Model(new(T)).Count(&n).Error
	return int(n), wrap("count", *new(T), err)
}

// Query runs SQL that reads better as SQL; text is constant, values go by ?.
func Query[T any](tx Tx, text string, values ...any) ([]T, error) {
	var rows []T
	err := tx.gorm.Raw(text, values...).Scan(&rows).Error
	return rows, wrap("query", *new(T), err)
}

// Exec runs one statement of constant text and counts the rows it touched.
func (tx Tx) Exec(text string, values ...any) (int, error) {
	done := tx.gorm.Exec(text, values...)
	return int(done.RowsAffected), wrap("execute", nil, done.Error)
}

// Add keeps a new row; a repeated unique value gives ErrDuplicate. On Postgres
// the transaction is then lost: return the error, and read in a new one.
func (tx Tx) Add(row any) error { return wrap("add", row, tx.gorm.Create(row).Error) }

// AddAll keeps many rows of one kind in few statements.
func AddAll[T any](tx Tx, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return wrap("add", rows, tx.gorm.CreateInBatches(rows, 200).Error)
}

// Write keeps the named fields of a row, empty values included, and reports
// Conflict when no row matched: GORM's Save would wipe the rest, its Updates
// would skip what is empty.
func (tx Tx) Write(row any, fields ...string) error {
	if len(fields) == 0 {
		return fmt.Errorf("write %T: no field named", row)
	}
	done := tx.gorm.Model(row).Select(fields).Updates(row)
	if done.Error == nil && done.RowsAffected == 0 {
		return errStale
	}
	return wrap("write", row, done.Error)
}

// Remove deletes the rows of T left by Narrow, for good, and counts them.
func Remove[T any](tx Tx) (int, error) {
	done := tx.gorm.Delete(new(T))
	return int(done.RowsAffected), wrap("remove", *new(T), done.Error)
}

func wrap(act string, row any, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return fmt.Errorf("%s %T: %w", act, row, ErrDuplicate)
	default:
		return fmt.Errorf("%s %T: %w", act, row, err)
	}
}
