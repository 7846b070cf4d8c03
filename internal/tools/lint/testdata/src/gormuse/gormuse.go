// Package gormuse holds each trap of GORM and its safe twin.
package gormuse

import (
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

type ID string

type User struct{ Role, Token string }

func conditions(db *gorm.DB, input string, id ID, anything any) {
	var u User
	db.First(&u)
	db.First(&u, 1)
	db.First(&u, "id = ?", input)
	db.First(&u, input)                        // want `the text given to First is not constant`
	db.First(&u, id)                           // want `the text given to First is not constant`
	db.First(&u, anything)                     // want `the text given to First is not constant`
	db.Find(&u, fmt.Sprintf("id = %s", input)) // want `the text given to Find is not constant`
	db.Delete(&u, input)                       // want `the text given to Delete is not constant`
	db.Delete(&u, "id = ?", input)
	db.Where(map[string]any{"token": input}).First(&u)
	db.Where(&User{Token: input}).First(&u) // want `a struct given to Where leaves out its empty fields`
	db.Where(u).First(&u)                   // want `a struct given to Where leaves out its empty fields`
	db.Find(&u, User{Token: input})         // want `a struct given to Find leaves out its empty fields`
	db.Where(db.Where("a = ?", 1)).First(&u)
}

func text(db *gorm.DB, input string) {
	var out []string
	db.Order("name").Group("a").Having("b > ?", input).Joins("JOIN c ON d = ?", input)
	db.Order(input)          // want `the text given to Order is not constant`
	db.Group(input)          // want `the text given to Group is not constant`
	db.Having(input)         // want `the text given to Having is not constant`
	db.Select(input)         // want `the text given to Select is not constant`
	db.Joins(input)          // want `the text given to Joins is not constant`
	db.Raw(input)            // want `the text given to Raw is not constant`
	db.Exec("DROP " + input) // want `the text given to Exec is not constant`
	db.Table(input)          // want `the text given to Table is not constant`
	db.Pluck(input, &out)    // want `the text given to Pluck is not constant`
	db.Distinct(input)       // want `the text given to Distinct is not constant`
	db.Update(input, 1)      // want `the text given to Update is not constant`
	_ = gorm.Expr(input)     // want `the text given to Expr is not constant`
	_ = gorm.Expr("a + ?", input)
	_ = clause.Expr{SQL: input} // want `the text given to clause.Expr is not constant`
	_ = clause.Expr{SQL: "a + ?", Vars: []any{input}}
	db.Raw("SELECT 1").Pluck("a", &out)
}

func changes(db *gorm.DB, u User) {
	db.Model(&u).Updates(u)  // want `Updates leaves out empty fields`
	db.Model(&u).Updates(&u) // want `Updates leaves out empty fields`
	db.Model(&u).Updates(map[string]any{"role": ""})
	db.Model(&u).Select("role").Updates(&u)
}

func grouping(db *gorm.DB, u User) {
	db.Where("a = 1").Or("b = 1").First(&u) // want `Or undoes the conditions before it`
	db.Where(db.Where("a = 1").Or("b = 1")).First(&u)
	db.Where(db.Where("a = 1").Or("b = 1").Or("c = 1"), 1).First(&u)
}

type kept struct{ db *gorm.DB }

func chains(db *gorm.DB, late bool, k *kept) {
	var u User
	var n int64
	open := db.Where("a = 1")
	open.Count(&n)
	open.First(&u) // want `open is used again and keeps the conditions of its first use`

	once := db.Model(&u)
	if late {
		once = once.Where("late")
	}
	once.First(&u)

	ended := db.Where("a = 1").Session(&gorm.Session{})
	ended.Count(&n)
	ended.First(&u)

	k.db = db.Where("a = 1") // want `a chain that is kept collects old conditions`
	k.db = ended
}
