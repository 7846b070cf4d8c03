// SPDX-License-Identifier: AGPL-3.0-only

// Package migrations embeds the numbered SQL files that build the database.
// One file serves SQLite and Postgres; where they must differ, two files carry
// the same number and end in .sqlite.sql and .postgres.sql.
package migrations

import "embed"

// Files holds NNNN_what_changes.sql, in order.
//
//go:embed *.sql
var Files embed.FS
