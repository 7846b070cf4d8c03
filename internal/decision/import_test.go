// SPDX-License-Identifier: AGPL-3.0-only

package decision_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// plainly enters a decision without any campaign.
func plainly(tx database.Tx, by person.User, d *decision.Decision, _ *string) error {
	return decision.Add(tx, by, d)
}

const heading = "nature;autorite;departement;commune;numero;objet;date_signature;date_publication;cameras;conservation_jours;remplace\n"

func send(t *testing.T, s *decision.Service, content string) (decision.ImportID, error) {
	t.Helper()
	id := decision.ImportID(newID(t))
	return id, s.StageImport(background, coordinator, id, "recueil.csv", strings.NewReader(content))
}

func confirm(t *testing.T, s *decision.Service, id decision.ImportID) decision.Report {
	t.Helper()
	report, err := decision.ConfirmImport(background, s, coordinator, id, plainly, nil)
	must(t, err)
	return report
}

func total(t *testing.T, s *decision.Service) int {
	t.Helper()
	_, n, err := s.All(background, reader, decision.Filter{})
	must(t, err)
	return n
}

func TestARegisterIssueOf109OrdersGoesInAtOneSitting(t *testing.T) {
	s, db, _ := newService(t)
	var file strings.Builder
	file.WriteString(heading)
	for i := range 109 {
		fmt.Fprintf(&file, "renouvellement;Préfet de l’Hérault;34;34172;2026-01-%03d;Vidéoprotection n° %d;12/01/2026;15/01/2026;%d;30;\n", i+1, i+1, i)
	}
	start := time.Now()
	id, err := send(t, s, file.String())
	must(t, err)
	dry, err := decision.DryRun(background, s, coordinator, id, plainly, nil)
	must(t, err)
	if dry.Added != 109 || dry.Total() != 109 || total(t, s) != 0 {
		t.Fatalf("dry run: %d added of %d, %d kept", dry.Added, dry.Total(), total(t, s))
	}
	report := confirm(t, s, id)
	taken := time.Since(start)
	t.Logf("109 rows sent, tried and confirmed in %v", taken)
	if taken > 2*time.Second && !raceDetector {
		t.Errorf("it took %v", taken)
	}
	if report.Added != 109 || report.Refused != 0 || total(t, s) != 109 {
		t.Fatalf("%d added, %d refused, %d kept", report.Added, report.Refused, total(t, s))
	}
	for i, row := range report.Rows {
		if row.DecisionID != dry.Rows[i].DecisionID || row.Line != i+2 {
			t.Fatalf("row %d: %+v, dry run %+v", i, row, dry.Rows[i])
		}
	}
	if got := journal(t, db, report.Rows[108].DecisionID); strings.Join(got, " ") != "decision.imported decision.added" {
		t.Errorf("journal %v", got)
	}
	again := confirm(t, s, id)
	if again.Known != 109 || again.Added != 0 || total(t, s) != 109 {
		t.Errorf("confirmed twice: %d known, %d added, %d kept", again.Known, again.Added, total(t, s))
	}
}

func TestEachRowHasItsResult(t *testing.T) {
	s, db, _ := newService(t)
	kept, err := add(t, db, newID(t), order("2026-01-001"))
	must(t, err)
	file := heading + strings.Join([]string{
		"renouvellement;PREFET DE L'HERAULT;34;Montpellier;2026-01-001;;12/01/2026;16/01/2026;;;", // known, published another day
		"renouvellement;Préfet de l’Hérault;34;Sète;2026-01-002;;12/01/2026;11/01/2026;;;",        // published before signed
		"renouvellement;Préfet de l’Hérault;34;Xyzzy;2026-01-003;;31/02/2026;;beaucoup;;",         // three faults
		"rumeur;Préfet de l’Hérault;34;;2026-01-004;;;;;;",
		"renouvellement;Préfet de l’Hérault;34;34172;2026-01-005;;12/01/2026;;;;2026-01-001",
		"renouvellement;Préfet de l’Hérault;34;34172;2026-01-005;;12/01/2026;;;;",
		";;;;;;;;;;",
		"renouvellement;Préfet de l’Hérault;34;34172;2026-01-006;;12/01/2026;;;;jamais vu",
		"renouvellement;Préfet de l’Hérault;34;34172;2026-01-007;;12/01/2026;;;;;reste",
		"délibération;Conseil municipal;;34172;;Extension du réseau;2026-01-12;;;;",
		"renouvellement;Préfet de l’Hérault;34;34172;2026-01-008;;12/01/2026;04/03/2026;;;", // the day after tomorrow
		"renouvellement;Préfet de l’Hérault;;Xyzzy;2026-01-009;;;;;;",                       // no commune, hence no département
		"renouvellement;Préfet;;Sainte-Colombe;2026-01-010;;;;;;",                           // several of that name
	}, "\n")
	id, err := send(t, s, file)
	must(t, err)
	dry, err := decision.DryRun(background, s, coordinator, id, plainly, nil)
	must(t, err)
	report := confirm(t, s, id)
	want := []string{
		"2 known differs:date_publication",
		"3 refused date_publication:decision.published_before_signed",
		"4 refused date_signature:decision.import.day cameras:decision.import.number commune:decision.import.commune_unknown",
		"5 refused nature:decision.kind_unknown",
		"6 added",
		"7 refused numero:decision.import.twice",
		"9 added notes remplace:decision.import.replaced_unknown",
		"10 refused :decision.import.too_many_cells",
		"11 added",
		"12 refused date_publication:decision.date_in_future",
		"13 refused commune:decision.import.commune_unknown",
		"14 refused commune:decision.import.commune",
	}
	for name, got := range map[string]decision.Report{"dry run": dry, "import": report} {
		if lines := told(got); strings.Join(lines, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(lines, "\n"), strings.Join(want, "\n"))
		}
	}
	if n := total(t, s); n != 4 || report.Rows[0].DecisionID != kept.ID {
		t.Errorf("%d acts in the register, known act %s", n, report.Rows[0].DecisionID)
	}
	renewal, err := s.Find(background, reader, report.Rows[4].DecisionID)
	must(t, err)
	if renewal.ReplacesID == nil || *renewal.ReplacesID != kept.ID {
		t.Errorf("replaces %v", renewal.ReplacesID)
	}
	if again := confirm(t, s, id); again.Known != 4 || again.Added != 0 || total(t, s) != 4 {
		t.Errorf("confirmed twice: %v", told(again))
	}
}

func told(report decision.Report) (lines []string) {
	for _, row := range report.Rows {
		line := fmt.Sprint(row.Line, " ", row.Outcome)
		if len(row.Differing) > 0 {
			line += " differs:" + strings.Join(row.Differing, ",")
		}
		for _, fault := range row.Wrong {
			line += " " + fault.Name + ":" + fault.Key
		}
		for _, note := range row.Noted {
			line += " notes " + note.Name + ":" + note.Key
		}
		lines = append(lines, line)
	}
	return lines
}

func TestSpreadsheetsWriteInManyWays(t *testing.T) {
	latin, err := charmap.Windows1252.NewEncoder().String("Nature;AUTORITÉ;Département;N°;Date signature;Couleur\r\nArrêté d’autorisation;Préfet de l’Hérault;Hérault;7;2026-01-12T00:00:00;bleu\r\n")
	must(t, err)
	for name, content := range map[string]string{
		"UTF-8 with its mark":    "\ufeffnature,autorite,departement,numero,date_signature,couleur\nautorisation,Préfet de l’Hérault,34,7,12/01/2026,bleu\n",
		"Windows-1252":           latin,
		"tabs":                   "nature\tautorite\tdepartement\tnumero\tdate_signature\tcouleur\nAUTORISATION\tPréfet de l’Hérault\t34\t7\t12.1.2026\tbleu",
		"quotation marks":        "nature;autorite;departement;numero;date_signature;couleur\n\"autorisation\";\"Préfet de l’Hérault\";34;\"7\";12-01-2026;\"bleu\nciel\"\n",
		"no mark, comma in text": "nature,autorite,departement,numero,date_signature,couleur\nautorisation,Préfet de l’Hérault,34,7,2026-01-12,\"bleu, ciel\"\n",
	} {
		s, _, _ := newService(t)
		id, err := send(t, s, content)
		must(t, err)
		report := confirm(t, s, id)
		if report.Added != 1 || len(report.Ignored) != 1 {
			t.Errorf("%s: %v, ignored %v", name, told(report), report.Ignored)
			continue
		}
		d, err := s.Find(background, reader, report.Rows[0].DecisionID)
		must(t, err)
		if d.Authority != "Préfet de l’Hérault" || d.Number != "7" || d.SignedOn.String() != "2026-01-12" || d.Kind != decision.Authorisation {
			t.Errorf("%s: %+v", name, d.Details)
		}
	}
}

func TestAnOpenDataFileOfDeliberationsGoesInAsItIs(t *testing.T) {
	s, _, _ := newService(t)
	id, err := send(t, s, "COLL_NOM,COLL_SIRET,DELIB_ID,DELIB_DATE,DELIB_OBJET,DELIB_URL,departement\nVille de Sète,213403017,2026-12,2026-01-20,Caméras,https://www.example.org/d.pdf,34\n")
	must(t, err)
	report := confirm(t, s, id)
	if report.Added != 1 || strings.Join(report.Ignored, " ") != "COLL_SIRET" || report.Rows[0].Details.Kind != decision.Deliberation {
		t.Errorf("%v, ignored %v", told(report), report.Ignored)
	}
}

func TestTheModelFileIsUnderstoodWhole(t *testing.T) {
	s, _, _ := newService(t)
	id, err := send(t, s, string(decision.ModelFile()))
	must(t, err)
	report := confirm(t, s, id)
	if report.Added != 1 || len(report.Ignored) != 0 {
		t.Errorf("%v, ignored %v", told(report), report.Ignored)
	}
}

func TestAFileThatIsNoTableIsRefusedWhole(t *testing.T) {
	s, _, _ := newService(t)
	row := "renouvellement;Préfet;34;;%d;;;;;;\n"
	var many bytes.Buffer
	many.WriteString(heading)
	for i := range decision.MaxImportRows + 1 {
		fmt.Fprintf(&many, row, i)
	}
	for name, tt := range map[string]struct{ content, key string }{
		"no bytes":                {"", "file.empty"},
		"only its heading":        {heading, "decision.import.no_rows"},
		"a picture":               {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "decision.import.not_text"},
		"no authority":            {"nature;numero\nautorisation;1\n", "decision.import.column_missing"},
		"no number nor title":     {"nature;autorite\nautorisation;x\n", "decision.import.column_missing"},
		"no kind":                 {"autorite;numero\nx;1\n", "decision.import.column_missing"},
		"one column twice":        {"nature;autorite;numero;N°\nautorisation;x;1;2\n", "decision.import.column_twice"},
		"quotation marks astray":  {heading + "renouvellement;\"Préfet;34\n", "decision.import.misread"},
		"more rows than accepted": {many.String(), "decision.import.too_many_rows"},
		"more bytes":              {heading + strings.Repeat("x", decision.MaxImportBytes), "decision.import.too_large"},
	} {
		_, err := send(t, s, tt.content)
		if wrong := problem.FieldsOf(err); len(wrong) != 1 || wrong[0].Name != "file" || wrong[0].Key != tt.key {
			t.Errorf("%s: %v %v", name, err, wrong)
		}
	}
}

func TestAnImportIsForItsSenderAlone(t *testing.T) {
	s, _, _ := newService(t)
	id, err := send(t, s, string(decision.ModelFile()))
	must(t, err)
	other := coordinator
	other.ID = "d"
	if _, err := decision.DryRun(background, s, other, id, plainly, nil); problem.CodeOf(err) != problem.NotFound {
		t.Errorf("somebody else looks: %v", err)
	}
	if _, err := decision.ConfirmImport(background, s, other, id, plainly, nil); problem.CodeOf(err) != problem.NotFound {
		t.Errorf("somebody else confirms: %v", err)
	}
	if err := s.StageImport(background, reader, id, "a.csv", strings.NewReader("x")); problem.CodeOf(err) != problem.Forbidden {
		t.Errorf("a reader sends: %v", err)
	}
	if _, err := decision.ConfirmImport(background, s, reader, id, plainly, nil); problem.CodeOf(err) != problem.Forbidden {
		t.Errorf("a reader confirms: %v", err)
	}
	must(t, s.StageImport(background, coordinator, id, "again.csv", bytes.NewReader(decision.ModelFile())))
	report, err := decision.DryRun(background, s, coordinator, id, plainly, nil)
	must(t, err)
	if report.FileName != "again.csv" {
		t.Errorf("sent again: %s", report.FileName)
	}
}

// What follows from a row in a campaign is part of the row: when that is
// refused, the act is not kept either.
func TestARowIsKeptWhollyOrNotAtAll(t *testing.T) {
	s, db, _ := newService(t)
	id, err := send(t, s, heading+"renouvellement;Préfet;34;;1;;;;;;\nrenouvellement;Préfet;34;;2;;;;;;\nrenouvellement;Préfet;34;;3;;;;;;\n")
	must(t, err)
	halting := func(tx database.Tx, by person.User, d *decision.Decision, campaign *string) error {
		if err := plainly(tx, by, d, campaign); err != nil {
			return err
		}
		if d.Number == "2" {
			var wrong problem.Fields
			wrong.Add("number", "decision.number_or_title")
			return wrong.Err()
		}
		if d.Number == "3" && campaign != nil {
			return errors.New("the disk is full")
		}
		return nil
	}
	report, err := decision.ConfirmImport(background, s, coordinator, id, halting, nil)
	must(t, err)
	if report.Added != 2 || report.Refused != 1 || total(t, s) != 2 {
		t.Fatalf("%v, %d kept", told(report), total(t, s))
	}
	refused := decision.ID(string(report.Rows[0].DecisionID)[:len(report.Rows[0].DecisionID)-1] + "1")
	if got := journal(t, db, refused); len(got) != 0 {
		t.Errorf("journal of the refused row: %v", got)
	}
	campaign := "c"
	if _, err := decision.ConfirmImport(background, s, coordinator, id, halting, &campaign); err == nil {
		t.Error("an error of ours must not pass for a result")
	}
}
