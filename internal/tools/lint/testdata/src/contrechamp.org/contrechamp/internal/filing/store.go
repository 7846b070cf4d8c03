// Package filing shows what a subject package may and may not ask.
package filing

import (
	"fmt"
	"os"

	"contrechamp.org/contrechamp/internal/platform/database"
)

type ID string

const byName = "name"

var columns = map[string]string{"name": byName, "day": "sealed_on"}

var titles = map[string]string{"name": os.Getenv("NAME")}

func allowed(tx database.Tx, id ID, choice string, late bool) {
	database.First[int](tx, "id = ?", id)
	tx.Narrow("a = ?"+" AND b = ?", 1, 2)
	tx.Sorted(byName)
	tx.Sorted(columns[choice])
	tx.Write(&id, "Status", byName)
	condition := "day < ?"
	if late {
		condition += " AND late"
	}
	tx.Narrow(condition, 1)
	for _, column := range []string{"a", "b"} {
		tx.Sorted(column)
	}
	database.Open(choice)
}

func refused(tx database.Tx, id ID, choice string) {
	database.First[int](tx, string(id))       // want `the text given to First is not constant`
	tx.Narrow("id = " + choice)               // want `the text given to Narrow is not constant`
	tx.Narrow(fmt.Sprintf("id = %s", choice)) // want `the text given to Narrow is not constant`
	tx.Sorted(choice)                         // want `the text given to Sorted is not constant`
	tx.Sorted(titles[choice])                 // want `the text given to Sorted is not constant`
	tx.Write(&id, choice)                     // want `the text given to Write is not constant`
	condition := "day < ?"
	condition += choice
	tx.Narrow(condition, 1) // want `the text given to Narrow is not constant`
	other, _ := os.LookupEnv("X")
	tx.Narrow(other) // want `the text given to Narrow is not constant`
	filled := ""
	fmt.Sscan(choice, &filled)
	tx.Narrow(filled) // want `the text given to Narrow is not constant`
}
