// Package gorm stands for GORM in the tests of the rules.
package gorm

import "gorm.io/gorm/clause"

type (
	DB        struct{ Error error }
	Model     struct{}
	DeletedAt struct{}
	Session   struct{}
)

func Expr(sql string, args ...any) clause.Expr { return clause.Expr{SQL: sql, Vars: args} }

func (db *DB) Where(query any, args ...any) *DB    { return db }
func (db *DB) Or(query any, args ...any) *DB       { return db }
func (db *DB) Order(value any) *DB                 { return db }
func (db *DB) Select(query any, args ...any) *DB   { return db }
func (db *DB) Model(value any) *DB                 { return db }
func (db *DB) Limit(limit int) *DB                 { return db }
func (db *DB) Session(s *Session) *DB              { return db }
func (db *DB) First(dest any, conds ...any) *DB    { return db }
func (db *DB) Find(dest any, conds ...any) *DB     { return db }
func (db *DB) Delete(value any, conds ...any) *DB  { return db }
func (db *DB) Raw(sql string, values ...any) *DB   { return db }
func (db *DB) Updates(values any) *DB              { return db }
func (db *DB) Count(n *int64) *DB                  { return db }
func (db *DB) Save(value any) *DB                  { return db }
func (db *DB) AutoMigrate(dst ...any) error        { return nil }
func (db *DB) Pluck(column string, dest any) *DB   { return db }
func (db *DB) Group(name string) *DB               { return db }
func (db *DB) Having(query any, args ...any) *DB   { return db }
func (db *DB) Joins(query string, args ...any) *DB { return db }
func (db *DB) Exec(sql string, values ...any) *DB  { return db }
func (db *DB) Table(name string, args ...any) *DB  { return db }
func (db *DB) Distinct(args ...any) *DB            { return db }
func (db *DB) Update(column string, value any) *DB { return db }
