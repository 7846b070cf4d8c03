// SPDX-License-Identifier: AGPL-3.0-only

package database

import (
	"context"
	"slices"

	"gorm.io/gorm"
)

// Difference compares a kept struct with its migrated table: fields without a
// column, columns without a field. Both empty means they match.
func (db *DB) Difference(ctx context.Context, row any) (table string, missing, unknown []string, err error) {
	statement := &gorm.Statement{DB: db.write}
	if err := statement.Parse(row); err != nil {
		return "", nil, nil, err
	}
	columns, err := db.write.WithContext(ctx).Migrator().ColumnTypes(row)
	if err != nil {
		return statement.Schema.Table, nil, nil, err
	}
	var names []string
	for _, c := range columns {
		names = append(names, c.Name())
		if !slices.Contains(statement.Schema.DBNames, c.Name()) {
			unknown = append(unknown, c.Name())
		}
	}
	for _, field := range statement.Schema.DBNames {
		if !slices.Contains(names, field) {
			missing = append(missing, field)
		}
	}
	return statement.Schema.Table, missing, unknown, nil
}

// Tables lists the tables of the product, without those of its libraries.
func (db *DB) Tables(ctx context.Context) ([]string, error) {
	all, err := db.write.WithContext(ctx).Migrator().GetTables()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(name string) bool {
		return name == "goose_db_version" || len(name) > 6 && name[:6] == "river_" || len(name) > 7 && name[:7] == "sqlite_"
	}), nil
}
