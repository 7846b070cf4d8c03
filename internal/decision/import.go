// SPDX-License-Identifier: AGPL-3.0-only

package decision

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

// ImportID identifies a file of decisions that was sent (UUID v7).
type ImportID string

// Import is a file of decisions that somebody sent to see what it would do, and
// may then confirm. It is for them alone, and kept for a day.
type Import struct {
	ID        ImportID
	FileName  string
	Content   string // in UTF-8
	CreatedBy string
	CreatedAt time.Time
}

const importKeptFor = 24 * time.Hour

// Outcome is what becomes of one row.
type Outcome string

// The outcomes of a row.
const (
	RowAdded   Outcome = "added"   // or will be, in a dry run
	RowKnown   Outcome = "known"   // the act is in the register already
	RowRefused Outcome = "refused" // nothing of it was kept
)

// RowResult tells what becomes of one row, and why.
type RowResult struct {
	Line       int // in the file
	Outcome    Outcome
	DecisionID ID // "" when refused
	Details    Details
	Differing  []string       // headings under which a known act says something else
	Wrong      problem.Fields // Name is the heading in the file, "" for the row as a whole
	Noted      problem.Fields // what was left out of a row that is not refused, named likewise
}

// Report is the result of every row of a file, none left out.
type Report struct {
	FileName              string
	Rows                  []RowResult
	Ignored               []string // headings that were not understood
	Added, Known, Refused int
}

// Total counts the rows.
func (r Report) Total() int { return len(r.Rows) }

func (r *Report) note(row RowResult) {
	r.Rows = append(r.Rows, row)
	switch row.Outcome {
	case RowAdded:
		r.Added++
	case RowKnown:
		r.Known++
	case RowRefused:
		r.Refused++
	}
}

// StageImport receives a file of decisions, of at most 2 MB and 2,000 rows, and
// keeps it for its sender. A file that cannot be read as a table is refused
// beside its field. The id comes with the form.
func (s *Service) StageImport(ctx context.Context, by person.User, id ImportID, fileName string, r io.Reader) error {
	if !by.MayWrite() {
		return errForbidden
	}
	if _, err := uuid.Parse(string(id)); err != nil {
		return errID.Because(err)
	}
	content, err := io.ReadAll(io.LimitReader(r, MaxImportBytes+1))
	if err != nil {
		return refuseFile("file.cut")
	}
	if len(content) > MaxImportBytes {
		return refuseFile("decision.import.too_large", "Max", MaxImportBytes>>20)
	}
	text, err := decode(content)
	if err != nil {
		return err
	}
	if _, err := parse(text); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx database.Tx) error {
		return stage(tx, Import{ID: id, FileName: storage.CleanName(fileName), Content: text, CreatedBy: by.ActorID()})
	})
}

// stage replaces a file sent before under the same form, and lets those go whose
// day is over.
func stage(tx database.Tx, file Import) error {
	old := tx.Narrow("created_at < ? OR (id = ? AND created_by = ?)", tx.Now.Add(-importKeptFor), file.ID, file.CreatedBy)
	if _, err := database.Remove[Import](old); err != nil {
		return err
	}
	file.CreatedAt = tx.Now
	return tx.Add(&file)
}

// Entering keeps one decision inside a unit of work and does what follows from
// it in a campaign of type C, if one is named. It is how a later package takes
// part in an import.
type Entering[C any] func(tx database.Tx, by person.User, d *Decision, campaign *C) error

var errDryRun = errors.New("a dry run keeps nothing")

// DryRun tells what confirming the file would do. It is the import itself, in
// one unit of work that is then undone.
func DryRun[C any](ctx context.Context, s *Service, by person.User, id ImportID, enter Entering[C], campaign *C) (report Report, err error) {
	err = s.db.InTx(ctx, func(tx database.Tx) error {
		run, err := open(tx, by, id)
		if err != nil {
			return err
		}
		for i := range run.table.rows {
			row, err := enterRow(tx, by, run, i, enter, campaign)
			if err != nil {
				return err
			}
			run.report.note(row)
		}
		report = run.report
		return errDryRun
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	return report, err
}

// ConfirmImport adds the acts of the file: each row wholly or not at all, each a
// unit of work of its own. Sent twice, the second finds every act there already.
func ConfirmImport[C any](ctx context.Context, s *Service, by person.User, id ImportID, enter Entering[C], campaign *C) (Report, error) {
	var run *importRun
	err := s.db.Read(ctx, func(tx database.Tx) (err error) {
		run, err = open(tx, by, id)
		return err
	})
	if err != nil {
		return Report{}, err
	}
	for i := range run.table.rows {
		var row RowResult
		work := func(tx database.Tx) (err error) {
			row, err = enterRow(tx, by, run, i, enter, campaign)
			if err == nil && row.Outcome == RowAdded {
				err = audit.Record(tx, by, run.act("decision.imported", row.DecisionID, "row", strconv.Itoa(row.Line)))
			}
			return undone(row, err)
		}
		err := s.db.InTx(ctx, work)
		if errors.Is(err, database.ErrDuplicate) {
			err = s.db.InTx(ctx, work) // somebody entered the same act meanwhile: it is found now
		}
		if err != nil && !errors.Is(err, errDryRun) {
			return run.report, err
		}
		run.report.note(row)
	}
	err = s.db.InTx(ctx, func(tx database.Tx) error {
		r := run.report
		return audit.Record(tx, by, run.act("decision.import_done", ID(id),
			"added", strconv.Itoa(r.Added), "known", strconv.Itoa(r.Known), "refused", strconv.Itoa(r.Refused)))
	})
	return run.report, err
}

// undone takes back whatever a refused row has written on the way.
func undone(row RowResult, err error) error {
	if err == nil && row.Outcome == RowRefused {
		return errDryRun
	}
	return err
}

// importRun is a file on its way into the register.
type importRun struct {
	file   Import
	table  table
	sum    string
	seen   map[string]int // the line of each number met
	report Report
}

// open reads the file back, for its sender only.
func open(tx database.Tx, by person.User, id ImportID) (*importRun, error) {
	if !by.MayWrite() {
		return nil, errForbidden
	}
	file, err := database.First[Import](tx.Narrow("created_by = ?", by.ActorID()), "id = ?", id)
	if err != nil {
		return nil, err
	}
	t, err := parse(file.Content)
	if err != nil {
		return nil, fmt.Errorf("read the import again: %w", err)
	}
	sum := sha256.Sum256([]byte(file.Content))
	return &importRun{
		file: file, table: t, sum: hex.EncodeToString(sum[:]), seen: map[string]int{},
		report: Report{FileName: file.FileName, Ignored: t.ignored},
	}, nil
}

func (run *importRun) act(action string, subject ID, pairs ...string) audit.Act {
	detail := map[string]string{"sha256": run.sum}
	for i := 0; i+1 < len(pairs); i += 2 {
		detail[pairs[i]] = pairs[i+1]
	}
	return audit.Act{Action: action, Subject: string(subject), Detail: detail}
}

// rowID is the same each time the same import is confirmed: the import's own id,
// whose last bytes, random, give way to the place of the row.
func (run *importRun) rowID(place int) ID {
	id := uuid.MustParse(string(run.file.ID))
	binary.BigEndian.PutUint32(id[12:], uint32(place)) //nolint:gosec // at most MaxImportRows
	return ID(id.String())
}

// enterRow keeps one row, or says why not.
func enterRow[C any](tx database.Tx, by person.User, run *importRun, place int, enter Entering[C], campaign *C) (RowResult, error) {
	row := run.table.rows[place]
	d := Decision{ID: run.rowID(place)}
	var wrong problem.Fields
	d.Details, wrong = row.details(run.table.scdl)
	d.clean()
	d.index()
	result := RowResult{Line: row.line, Outcome: RowAdded, Details: d.Details}
	var noted problem.Fields
	if err := findReplaced(tx, row, &d, &noted); err != nil {
		return result, err
	}
	wrong = addMissing(wrong, row.own(d.check(calendar.Today(tx.Now)), wrong))
	if first := run.seen[d.NumberKey]; d.NumberKey != "" && first != 0 && first != row.line {
		wrong = addMissing(wrong, problem.Fields{{Name: "number", Key: "decision.import.twice", Args: map[string]any{"Line": first}}})
	}
	if len(wrong) > 0 {
		return run.refuse(result, wrong), nil
	}
	run.seen[d.NumberKey] = row.line
	result.Noted = run.named(noted)
	twin, known, err := findTwin(tx, d)
	if err != nil {
		return result, err
	}
	if known {
		result.Outcome, result.Differing = RowKnown, run.headings(row.differing(twin.Details, d.Details))
		d = twin
	}
	result.DecisionID = d.ID
	err = enter(tx, by, &d, campaign)
	if fields := problem.FieldsOf(err); len(fields) > 0 && !errors.Is(err, database.ErrDuplicate) {
		return run.refuse(result, fields), nil
	}
	return result, err
}

// refuse names the faults by the headings of the file.
func (run *importRun) refuse(result RowResult, wrong problem.Fields) RowResult {
	result.Outcome, result.DecisionID, result.Noted = RowRefused, "", nil
	result.Wrong = run.named(wrong)
	return result
}

func (run *importRun) named(said problem.Fields) (named problem.Fields) {
	for _, one := range said {
		one.Name = run.heading(one.Name)
		named = append(named, one)
	}
	return named
}

func (run *importRun) heading(field string) string {
	if heading := run.table.headings[field]; heading != "" {
		return heading
	}
	for _, column := range Columns {
		if column.Field == field {
			return column.Name
		}
	}
	return ""
}

func (run *importRun) headings(fields []string) (names []string) {
	for _, field := range fields {
		names = append(names, run.heading(field))
	}
	return names
}

// findReplaced looks up the number under "remplace", of the same authority. The
// act replaced is often older than the register: the row then goes in without
// the link, and says so.
func findReplaced(tx database.Tx, row tableRow, d *Decision, noted *problem.Fields) error {
	number := row.cells["replaces"]
	if number == "" {
		return nil
	}
	found, err := database.All[Decision](tx.Narrow("number_key = ?", numberKey(d.Authority, number)).Page(1, 0))
	if err != nil {
		return err
	}
	if len(found) == 0 {
		noted.Add("replaces", "decision.import.replaced_unknown", "Written", number)
		return nil
	}
	d.ReplacesID = &found[0].ID
	return nil
}

// findTwin looks for the act in the register: the same id, the same number of
// the same authority or, without a number, the same kind, signature and words.
func findTwin(tx database.Tx, d Decision) (twin Decision, known bool, err error) {
	same := tx.Narrow("id = ? OR number_key = ?", d.ID, d.NumberKey)
	if d.NumberKey == "" {
		same = tx.Narrow("id = ? OR (number_key = '' AND kind = ? AND words = ?)", d.ID, d.Kind, d.Words)
	}
	found, err := database.All[Decision](same.Sorted("id"))
	for _, candidate := range found {
		if candidate.ID == d.ID || d.NumberKey != "" || candidate.SignedOn == d.SignedOn {
			return candidate, true, err
		}
	}
	return d, false, err
}
