// SPDX-License-Identifier: AGPL-3.0-only

package app

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/filing"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/testkit"
)

// kept are the structs of which rows are made.
var kept = []any{
	setting{},
	audit.Entry{},
	person.User{}, person.Session{},
	network.Network{}, network.CameraCount{}, network.AlgorithmicUse{},
	decision.Decision{}, decision.Import{},
	appeal.Campaign{}, appeal.Access{}, appeal.CampaignDecision{},
	appeal.Appeal{}, appeal.AppealDecision{}, appeal.Counsel{}, appeal.Event{}, appeal.Deadline{},
	coplaintiff.CoPlaintiff{}, coplaintiff.Role{},
	evidence.Exhibit{},
	filing.Filing{},
}

// hidden are tables whose struct no other package may see; its fields are read
// from the source.
var hidden = map[string]struct{ file, name string }{
	"audit_heads":      {"../audit/audit.go", "head"},
	"setup_links":      {"../person/setup.go", "setupLink"},
	"sign_in_failures": {"../person/session.go", "failures"},
}

// plain are tables without a struct, each with its reason.
var plain = map[string]string{
	"counters": "a number is handed out by SQL alone: insert or add one, then read",
}

// column is what a struct may rely on, said alike for both engines.
type column struct {
	Name     string
	Kind     string
	Required bool
}

func TestStructsMatchTheirTables(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	seen := map[string]bool{}
	for _, row := range kept {
		table, missing, unknown, err := db.Difference(ctx, row)
		if err != nil {
			t.Errorf("%T: %v", row, err)
			continue
		}
		seen[table] = true
		for _, field := range missing {
			t.Errorf("%T keeps %s, which table %s does not have", row, field, table)
		}
		for _, name := range unknown {
			t.Errorf("table %s has %s, which %T does not keep", table, name, row)
		}
	}
	for table, at := range hidden {
		fields := fieldsInSource(t, at.file, at.name)
		if got := names(columnsOf(t, db, table)); !slices.Equal(fields, got) {
			t.Errorf("%s in %s has the fields %v, table %s the columns %v", at.name, at.file, fields, table, got)
		}
		seen[table] = true
	}
	for _, table := range tablesOf(t, db) {
		if !seen[table] && plain[table] == "" {
			t.Errorf("table %s has no struct: add it to kept, or to plain with the reason", table)
		}
		if seen[table] && plain[table] != "" {
			t.Errorf("table %s has a struct: it is not plain", table)
		}
	}
}

// A comparison that finds nothing must be able to find something.
func TestADifferenceIsFound(t *testing.T) {
	db := testkit.Database(t)
	table, missing, unknown, err := db.Difference(context.Background(), wrongSetting{})
	if err != nil || table != "settings" || !slices.Equal(missing, []string{"colour"}) || !slices.Equal(unknown, []string{"value"}) {
		t.Errorf("got table %q, missing %v, unknown %v, %v", table, missing, unknown, err)
	}
}

type wrongSetting struct{ Name, Colour string }

func (wrongSetting) TableName() string { return "settings" }

// Both engines are compared with one file, so they are equal to each other.
func TestSchemaGolden(t *testing.T) {
	const golden = "testdata/schema.txt"
	got := describe(t, testkit.Database(t))
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	gone, added := subtract(string(want), got), subtract(got, string(want))
	t.Errorf("the schema is not that of %s; after a wanted migration run: make golden\nno longer there:\n%s\nnew:\n%s", golden, gone, added)
}

func describe(t *testing.T, db *database.DB) string {
	t.Helper()
	var text strings.Builder
	for _, table := range tablesOf(t, db) {
		fmt.Fprintf(&text, "%s\n", table)
		for _, c := range columnsOf(t, db, table) {
			word := "may be unknown"
			if c.Required {
				word = "required"
			}
			fmt.Fprintf(&text, "  %-18s %-10s %s\n", c.Name, c.Kind, word)
		}
		for _, line := range slices.Sorted(slices.Values(uniqueOf(t, db, table))) {
			fmt.Fprintf(&text, "  once: %s\n", line)
		}
		for _, line := range slices.Sorted(slices.Values(referencesOf(t, db, table))) {
			fmt.Fprintf(&text, "  %s\n", line)
		}
	}
	return text.String()
}

func tablesOf(t *testing.T, db *database.DB) []string {
	t.Helper()
	tables, err := db.Tables(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(tables)
	return tables
}

// columnsOf lists the columns by name. Part of a primary key means required:
// SQLite does not say so of a text key, and the program never leaves one empty.
func columnsOf(t *testing.T, db *database.DB, table string) []column {
	columns := ask[column](t, db, `SELECT name, lower(type) AS kind, "notnull" <> 0 OR pk > 0 AS required
		FROM pragma_table_info(?) ORDER BY name`, `SELECT column_name::text AS name, data_type::text AS kind, is_nullable = 'NO' AS required
		FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ? ORDER BY column_name::text COLLATE "C"`, table)
	for i := range columns {
		columns[i].Kind = strings.TrimSuffix(columns[i].Kind, " without time zone")
	}
	return columns
}

// uniqueOf lists which columns together may be there once, keys included, and
// whether only some rows count.
func uniqueOf(t *testing.T, db *database.DB, table string) []string {
	return ask[string](t, db, `SELECT columns || CASE WHEN partial <> 0 THEN ' (of some rows)' ELSE '' END FROM (
			SELECT partial, (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS columns
			FROM pragma_index_list(?) l WHERE "unique" <> 0
			UNION SELECT 0, name FROM pragma_table_info(?) WHERE pk > 0)`, `SELECT string_agg(a.attname, ', ' ORDER BY k.place) || CASE WHEN i.indpred IS NULL THEN '' ELSE ' (of some rows)' END AS line
		FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (number, place)
		JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
		WHERE i.indisunique AND i.indrelid IN (to_regclass(?), to_regclass(?)) GROUP BY i.indexrelid, i.indpred`, table, table)
}

// referencesOf lists the columns that must name a row of another table.
func referencesOf(t *testing.T, db *database.DB, table string) []string {
	return ask[string](t, db, `SELECT "from" || ' is in ' || "table" FROM pragma_foreign_key_list(?)`,
		`SELECT a.attname || ' is in ' || c.confrelid::regclass::text AS line FROM pg_constraint c
		JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
		WHERE c.contype = 'f' AND c.conrelid = to_regclass(?)`, table)
}

func ask[T any](t *testing.T, db *database.DB, sqlite, postgres string, values ...any) (rows []T) {
	t.Helper()
	text := sqlite
	if db.Dialect == database.Postgres {
		text = postgres
	}
	err := db.Read(context.Background(), func(tx database.Tx) (err error) {
		rows, err = database.Query[T](tx, text, values...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func names(columns []column) (all []string) {
	for _, c := range columns {
		all = append(all, c.Name)
	}
	return all
}

// fieldsInSource lists the columns that a struct's fields are kept in, by name.
func fieldsInSource(t *testing.T, file, name string) (columns []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(node ast.Node) bool {
		spec, isType := node.(*ast.TypeSpec)
		if !isType || spec.Name.Name != name {
			return true
		}
		for _, field := range spec.Type.(*ast.StructType).Fields.List {
			for _, ident := range field.Names {
				columns = append(columns, columnName(ident.Name))
			}
		}
		return false
	})
	slices.Sort(columns)
	return columns
}

// columnName is the column of a field: SeenAt is kept in seen_at, UserID in user_id.
func columnName(field string) string {
	var name strings.Builder
	letters := []rune(field)
	for i, letter := range letters {
		if i > 0 && unicode.IsUpper(letter) && unicode.IsLower(letters[i-1]) {
			name.WriteByte('_')
		}
		name.WriteRune(unicode.ToLower(letter))
	}
	return name.String()
}

// subtract gives the lines of one text that the other lacks, each with its table.
func subtract(text, other string) string {
	there := maps.Collect(qualified(other))
	var lines []string
	for line := range qualified(text) {
		if !there[line] {
			lines = append(lines, "    "+line)
		}
	}
	return strings.Join(lines, "\n")
}

func qualified(text string) func(yield func(string, bool) bool) {
	return func(yield func(string, bool) bool) {
		table := ""
		for line := range strings.Lines(text) {
			line = strings.TrimRight(line, "\n")
			if !strings.HasPrefix(line, " ") {
				table = line
			}
			if !yield(table+":"+strings.TrimPrefix(line, table), true) {
				return
			}
		}
	}
}
