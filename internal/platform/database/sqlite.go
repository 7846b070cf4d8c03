// SPDX-License-Identifier: AGPL-3.0-only

package database

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"runtime"

	_ "github.com/ncruces/go-sqlite3/driver" // the "sqlite3" driver, without cgo
	"github.com/ncruces/go-sqlite3/gormlite"
	"gorm.io/gorm"
)

// openSQLite opens one writing connection and a few that only read: writers
// queue in Go instead of colliding in the file, and reading waits for nobody.
func openSQLite(path string) (*DB, error) {
	if err := private(path); err != nil {
		return nil, err
	}
	write, err := sqlitePool(path, 1, false)
	if err != nil {
		return nil, err
	}
	read, err := sqlitePool(path, max(4, runtime.NumCPU()), true)
	if err != nil {
		return nil, err
	}
	return &DB{Dialect: SQLite, write: write, read: read}, nil
}

// private makes a new database readable by nobody else; SQLite gives the files
// beside it the same permissions.
func private(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open SQLite: %w", err)
	}
	return file.Close()
}

// sqlitePool sets what the promises rest on: FULL keeps an acknowledged commit
// through a power cut, secure_delete really erases, foreign keys hold. Instants
// are kept as RFC 3339 text, as River expects: within one second their text does
// not sort, so order rows by id (UUID v7), never by instant.
func sqlitePool(path string, connections int, readOnly bool) (*gorm.DB, error) {
	q := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)",
		"foreign_keys(on)", "secure_delete(on)", "trusted_schema(off)",
	}}
	if readOnly {
		q.Add("_pragma", "query_only(on)")
	} else {
		q.Set("_txlock", "immediate")
	}
	name := url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: q.Encode()}
	conn, err := sql.Open("sqlite3", name.String())
	if err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	conn.SetMaxOpenConns(connections)
	conn.SetMaxIdleConns(connections)
	return gorm.Open(gormlite.OpenDB(conn), settings())
}
