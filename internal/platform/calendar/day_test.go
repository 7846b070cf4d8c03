// SPDX-License-Identifier: AGPL-3.0-only

package calendar_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/platform/calendar"
)

var day = calendar.MustDay

func TestParseDayRefusesWhatIsNotADay(t *testing.T) {
	for name, written := range map[string]string{
		"31 February":             "2026-02-31",
		"29 February, plain year": "2026-02-29",
		"29 February 2100":        "2100-02-29",
		"month 13":                "2026-13-01",
		"month 0":                 "2026-00-10",
		"day 0":                   "2026-01-00",
		"the year typed short":    "26-01-01",
		"year 1899":               "1899-12-31",
		"year 2201":               "2201-01-01",
		"French order":            "14/04/2026",
		"trailing space":          "2026-04-14 ",
		"with an hour":            "2026-04-14T00:00:00Z",
		"signs for digits":        "2026-+4-14",
		"empty":                   "",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := calendar.ParseDay(written); err == nil {
				t.Errorf("%q was read as %s", written, got)
			}
		})
	}
}

func TestParseDayReadsWhatStringWrites(t *testing.T) {
	for _, written := range []string{"1900-01-01", "2026-04-14", "2028-02-29", "2000-02-29", "2200-12-31"} {
		got, err := calendar.ParseDay(written)
		if err != nil || got.String() != written {
			t.Errorf("%s came back as %s (%v)", written, got, err)
		}
	}
}

func TestMustDayPanicsOnAnImpossibleDay(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("31 February was accepted")
		}
	}()
	calendar.MustDay("2026-02-31")
}

func TestAddMonthsCountsNumberToNumber(t *testing.T) {
	for name, tt := range map[string]struct {
		from   string
		months int
		want   string
	}{
		"ordinary":                       {"2026-04-14", 2, "2026-06-14"},
		"over the year":                  {"2024-11-12", 2, "2025-01-12"},
		"no 31 September":                {"2026-07-31", 2, "2026-09-30"},
		"no 30 February":                 {"2026-12-30", 2, "2027-02-28"},
		"29 February exists in 2028":     {"2027-12-31", 2, "2028-02-29"},
		"no 29 February 2100":            {"2099-12-29", 2, "2100-02-28"},
		"from 29 February":               {"2028-02-29", 2, "2028-04-29"},
		"five years":                     {"2025-05-14", 60, "2030-05-14"},
		"five years from 29 February":    {"2028-02-29", 60, "2033-02-28"},
		"four months back":               {"2030-05-14", -4, "2030-01-14"},
		"back over the year, month end":  {"2026-03-31", -4, "2025-11-30"},
		"no months leaves the day alone": {"2026-03-31", 0, "2026-03-31"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := day(tt.from).AddMonths(tt.months); got != day(tt.want) {
				t.Errorf("%s and %d months: %s, want %s", tt.from, tt.months, got, tt.want)
			}
		})
	}
}

func TestDaysAddUp(t *testing.T) {
	for _, tt := range []struct {
		from, to string
		days     int
	}{
		{"2028-02-28", "2028-03-01", 2},
		{"2100-02-28", "2100-03-01", 1},
		{"2026-03-28", "2026-03-30", 2}, // the night the clocks change
		{"2025-12-31", "2026-12-31", 365},
		{"2026-01-02", "2026-01-01", -1},
	} {
		if got := day(tt.to).Sub(day(tt.from)); got != tt.days {
			t.Errorf("%s to %s: %d days, want %d", tt.from, tt.to, got, tt.days)
		}
		if got := day(tt.from).AddDays(tt.days); got != day(tt.to) {
			t.Errorf("%s and %d days: %s, want %s", tt.from, tt.days, got, tt.to)
		}
	}
}

func TestDaysAreOrdered(t *testing.T) {
	ordered := []calendar.Day{{}, day("1999-12-31"), day("2000-01-01"), day("2000-01-02"), day("2000-02-01")}
	for i, a := range ordered {
		for j, b := range ordered {
			if a.Before(b) != (i < j) || a.After(b) != (i > j) || (a.Compare(b) == 0) != (i == j) {
				t.Errorf("%q and %q are out of order", a, b)
			}
		}
	}
}

func TestUnknownDayStaysUnknown(t *testing.T) {
	var unknown calendar.Day
	if !unknown.IsZero() || unknown.String() != "" || !unknown.Time().IsZero() {
		t.Error("the zero day is not unknown")
	}
	if !unknown.AddDays(3).IsZero() || !unknown.AddMonths(2).IsZero() || !calendar.NextWorking(unknown).IsZero() {
		t.Error("arithmetic made an unknown day known")
	}
	if unknown.Sub(day("2026-01-01")) != 0 || day("2026-01-01").Sub(unknown) != 0 {
		t.Error("a distance to an unknown day is not 0")
	}
}

func TestTodayIsTheDayInParis(t *testing.T) {
	for name, tt := range map[string]struct{ instant, want string }{
		"winter, half past eleven in the evening UTC": {"2026-01-14T23:30:00Z", "2026-01-15"},
		"winter, half past ten in the evening UTC":    {"2026-01-14T22:30:00Z", "2026-01-14"},
		"summer, half past ten in the evening UTC":    {"2026-07-14T22:30:00Z", "2026-07-15"},
		"entered in Nouméa":                           {"2026-07-15T08:00:00+11:00", "2026-07-14"},
	} {
		t.Run(name, func(t *testing.T) {
			now, err := time.Parse(time.RFC3339, tt.instant)
			if err != nil {
				t.Fatal(err)
			}
			if got := calendar.Today(now); got != day(tt.want) {
				t.Errorf("%s is %s in Paris, want %s", tt.instant, got, tt.want)
			}
		})
	}
}

func TestTheDatabaseKeepsTheDay(t *testing.T) {
	noumea := time.FixedZone("Nouméa", 11*3600)
	for name, tt := range map[string]struct {
		src  any
		want calendar.Day
	}{
		"NULL":                     {nil, calendar.Day{}},
		"midnight UTC":             {day("2026-04-14").Time(), day("2026-04-14")},
		"midnight in its own zone": {time.Date(2026, 4, 14, 0, 0, 0, 0, noumea), day("2026-04-14")},
		"the zero time":            {time.Time{}, calendar.Day{}},
		"text":                     {"2026-04-14", day("2026-04-14")},
		"text with an hour":        {"2026-04-14 00:00:00+00:00", day("2026-04-14")},
		"RFC 3339":                 {"2026-04-14T00:00:00Z", day("2026-04-14")},
		"bytes":                    {[]byte("2026-04-14"), day("2026-04-14")},
	} {
		t.Run(name, func(t *testing.T) {
			got := day("1999-01-01")
			if err := got.Scan(tt.src); err != nil || got != tt.want {
				t.Errorf("read %q (%v), want %q", got, err, tt.want)
			}
		})
	}
}

func TestTheDatabaseIsRefusedWhatIsNotADay(t *testing.T) {
	for _, src := range []any{42, "2026-02-31", "2026-04-14x", []byte("hier")} {
		got := day("1999-01-01")
		if err := got.Scan(src); err == nil || got != day("1999-01-01") {
			t.Errorf("%v was read as %s (%v)", src, got, err)
		}
	}
}

func TestValueIsTextOrNull(t *testing.T) {
	var _ driver.Valuer = calendar.Day{}
	var _ sql.Scanner = &calendar.Day{}
	if v, err := day("2026-04-14").Value(); err != nil || v != "2026-04-14" {
		t.Errorf("kept as %v (%v)", v, err)
	}
	if v, err := (calendar.Day{}).Value(); err != nil || v != nil {
		t.Errorf("unknown kept as %v (%v)", v, err)
	}
	if got := (calendar.Day{}).GormDataType(); got != "date" {
		t.Errorf("column type %s", got)
	}
}

func TestJSONKeepsKnownAndUnknownDays(t *testing.T) {
	type act struct{ Signed, Published calendar.Day }
	written, err := json.Marshal(act{Signed: day("2026-04-14")})
	if err != nil || string(written) != `{"Signed":"2026-04-14","Published":null}` {
		t.Fatalf("written as %s (%v)", written, err)
	}
	read := act{Published: day("1999-01-01")}
	if err := json.Unmarshal(written, &read); err != nil || read != (act{Signed: day("2026-04-14")}) {
		t.Errorf("read as %v (%v)", read, err)
	}
	for _, wrong := range []string{`20260414`, `"2026-02-31"`, `true`, `["2026-04-14"]`} {
		var d calendar.Day
		if err := json.Unmarshal([]byte(wrong), &d); err == nil {
			t.Errorf("%s was read as %s", wrong, d)
		}
	}
}

func TestAnEmptyFieldIsAnUnknownDay(t *testing.T) {
	d := day("2026-04-14")
	if err := d.UnmarshalText(nil); err != nil || !d.IsZero() {
		t.Errorf("read as %q (%v)", d, err)
	}
	if text, err := day("2026-04-14").MarshalText(); err != nil || string(text) != "2026-04-14" {
		t.Errorf("written as %s (%v)", text, err)
	}
}
