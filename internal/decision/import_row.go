// SPDX-License-Identifier: AGPL-3.0-only

package decision

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// details reads a row; what cannot be read is a fault of its field, and is left
// unknown.
func (r tableRow) details(scdl bool) (Details, problem.Fields) {
	var wrong problem.Fields
	if r.extra {
		wrong.Add("", "decision.import.too_many_cells")
	}
	d := Details{
		Kind:        r.kind(scdl),
		Authority:   r.cells["authority"],
		Departement: r.departement(),
		Number:      r.cells["number"],
		Title:       r.cells["title"],
		SignedOn:    r.day("signed_on", &wrong),
		PublishedOn: r.day("published_on", &wrong),
		Publication: r.cells["publication"],

		PublicationURL: r.cells["publication_url"],
		PostedOn:       r.day("posted_on", &wrong),
		NotifiedOn:     r.day("notified_on", &wrong),
		FirstSeenOn:    r.day("first_seen_on", &wrong),
		Cameras:        r.number("cameras", &wrong),
		Purposes:       r.cells["purposes"],
		RetentionDays:  r.number("retention_days", &wrong),
		ExpiresOn:      r.day("expires_on", &wrong),
	}
	d.CommuneCode = r.commune(d.Departement, &wrong)
	return d, wrong
}

func (r tableRow) kind(scdl bool) Kind {
	written := network.Fold(r.cells["kind"])
	if written == "" && scdl {
		return Deliberation
	}
	return kindsWritten[written]
}

// departement accepts the code, with or without its zero, or the name.
func (r tableRow) departement() string {
	written := r.cells["departement"]
	if len(written) == 1 {
		written = "0" + written // a spreadsheet took 01 for a number
	}
	for _, d := range Departements() {
		if d.DepartementCode == strings.ToUpper(written) || network.Fold(d.Departement) == network.Fold(written) {
			return d.DepartementCode
		}
	}
	return written
}

// commune reads a code or a name; of several communes of that name, the only one
// of the département is meant.
func (r tableRow) commune(departement string, wrong *problem.Fields) string {
	written := r.cells["commune"]
	if written == "" {
		return ""
	}
	if commune, ok, _ := network.ReadCommune(written); ok {
		return commune.Code
	}
	if len(written) == 4 {
		if commune, ok := network.CommuneByCode("0" + written); ok {
			return commune.Code // a spreadsheet took 01004 for a number
		}
	}
	var found []network.Commune
	for _, commune := range network.CommunesNamed(written, 500) {
		if commune.Departement == departement && network.Fold(commune.Name) == network.Fold(written) {
			found = append(found, commune)
		}
	}
	if len(found) == 1 {
		return found[0].Code
	}
	key := "decision.import.commune"
	if len(network.CommunesNamed(written, 1)) == 0 {
		key = "decision.import.commune_unknown"
	}
	wrong.Add("commune", key, "Written", written)
	return ""
}

var frenchDay = regexp.MustCompile(`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$`)

// day accepts 2026-01-15, with an hour behind it or not, and 15/01/2026.
func (r tableRow) day(field string, wrong *problem.Fields) calendar.Day {
	written := r.cells[field]
	if written == "" {
		return calendar.Day{}
	}
	iso := written
	if m := frenchDay.FindStringSubmatch(written); m != nil {
		iso = m[3] + "-" + twoDigits(m[2]) + "-" + twoDigits(m[1])
	} else if len(written) > 10 && (written[10] == 'T' || written[10] == ' ') {
		iso = written[:10]
	}
	day, err := calendar.ParseDay(iso)
	if err != nil {
		wrong.Add(field, "decision.import.day", "Written", written)
	}
	return day
}

func twoDigits(s string) string { return strings.Repeat("0", 2-len(s)) + s }

func (r tableRow) number(field string, wrong *problem.Fields) *int {
	written := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(r.cells[field])
	if written == "" {
		return nil
	}
	n, err := strconv.Atoi(written)
	if err != nil {
		wrong.Add(field, "decision.import.number", "Written", r.cells[field])
		return nil
	}
	return &n
}

// differing are the fields in which the row says something else than the act
// that is in the register already, found by its authority and number.
func (r tableRow) differing(kept, read Details) []string {
	var fields []string
	for _, field := range strings.Split(changed(kept, read), ",") {
		if r.cells[field] != "" && field != "authority" && field != "number" {
			fields = append(fields, field)
		}
	}
	return fields
}

// own leaves out what only follows from another fault: without a commune that
// can be read, an empty département is not wrong by itself.
func (r tableRow) own(faults, known problem.Fields) problem.Fields {
	unread := slices.ContainsFunc(known, func(f problem.Field) bool { return f.Name == "commune" })
	return slices.DeleteFunc(faults, func(f problem.Field) bool {
		return f.Name == "departement" && unread && r.cells["departement"] == ""
	})
}

// addMissing adds the faults of fields that have none yet.
func addMissing(wrong, more problem.Fields) problem.Fields {
	for _, fault := range more {
		if !slices.ContainsFunc(wrong, func(f problem.Field) bool { return f.Name == fault.Name }) {
			wrong = append(wrong, fault)
		}
	}
	return wrong
}
