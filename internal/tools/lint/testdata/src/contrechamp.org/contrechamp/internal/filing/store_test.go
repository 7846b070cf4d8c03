package filing

import "contrechamp.org/contrechamp/internal/platform/database"

func inTest(tx database.Tx, table string) { tx.Narrow("EXISTS (SELECT 1 FROM " + table + ")") }
