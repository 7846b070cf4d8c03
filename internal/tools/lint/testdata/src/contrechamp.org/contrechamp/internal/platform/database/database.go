// Package database stands for the home of GORM: it carries the text of its
// callers, and is looked at like everybody else for the rest.
package database

import "gorm.io/gorm"

type Tx struct{ gorm *gorm.DB }

func (tx Tx) Narrow(condition string, values ...any) Tx {
	tx.gorm = tx.gorm.Where("("+condition+")", values...).Session(&gorm.Session{})
	return tx
}

func (tx Tx) Kept(condition string) Tx {
	tx.gorm = tx.gorm.Where(condition) // want `a chain that is kept collects old conditions`
	return tx
}

func Copied(tx Tx, condition string) Tx {
	return Tx{gorm: tx.gorm.Where(condition)} // want `a chain that is kept collects old conditions`
}

func First[T any](tx Tx, condition string, values ...any) (T, error) {
	var row T
	return row, tx.Narrow(condition, values...).gorm.Find(&row).Error
}

func (tx Tx) Sorted(by string) Tx {
	tx.gorm = tx.gorm.Order(by).Session(&gorm.Session{})
	return tx
}

func (tx Tx) Write(row any, fields ...string) error {
	return tx.gorm.Model(row).Select(fields).Updates(row).Error
}

func Open(address string) (*gorm.DB, error) { return nil, nil }

func open(db *gorm.DB, name string) *gorm.DB {
	return db.Raw("CREATE DATABASE " + name) // want `the text given to Raw is not constant`
}
