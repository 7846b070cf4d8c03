// SPDX-License-Identifier: AGPL-3.0-only

package calendar_test

import (
	"slices"
	"testing"

	"contrechamp.org/contrechamp/internal/platform/calendar"
)

func TestEaster(t *testing.T) {
	for year, want := range map[int]string{
		1997: "1997-03-30",
		2000: "2000-04-23",
		2008: "2008-03-23",
		2011: "2011-04-24",
		2019: "2019-04-21",
		2024: "2024-03-31",
		2025: "2025-04-20",
		2026: "2026-04-05",
		2027: "2027-03-28",
		2028: "2028-04-16",
		2029: "2029-04-01",
		2030: "2030-04-21",
		2038: "2038-04-25", // the latest possible
		2100: "2100-03-28",
		2160: "2160-03-23",
	} {
		if got := calendar.Easter(year); got != day(want) {
			t.Errorf("Easter %d is %s, want %s", year, got, want)
		}
	}
}

func TestEasterIsASundayOfSpring(t *testing.T) {
	for year := calendar.FirstYear; year <= calendar.LastYear; year++ {
		easter := calendar.Easter(year)
		early, late := calendar.NewDay(year, 3, 22), calendar.NewDay(year, 4, 25)
		if easter.Weekday() != 0 || easter.Before(early) || easter.After(late) {
			t.Errorf("Easter %d on %s, weekday %s", year, easter, easter.Weekday())
		}
	}
}

func TestElevenHolidays(t *testing.T) {
	for name, tt := range map[string]struct{ day, key string }{
		"New Year":              {"2026-01-01", "new_year"},
		"Easter Monday":         {"2026-04-06", "easter_monday"},
		"Labour Day":            {"2026-05-01", "labour_day"},
		"8 May":                 {"2026-05-08", "victory_day"},
		"Ascension":             {"2026-05-14", "ascension"},
		"Whit Monday":           {"2026-05-25", "whit_monday"},
		"14 July":               {"2026-07-14", "national_day"},
		"15 August":             {"2026-08-15", "assumption"},
		"1 November":            {"2026-11-01", "all_saints"},
		"11 November":           {"2026-11-11", "armistice"},
		"Christmas":             {"2026-12-25", "christmas"},
		"Whit Monday 2019":      {"2019-06-10", "whit_monday"},
		"Ascension on 9 May":    {"2024-05-09", "ascension"},
		"Ascension meets 8 May": {"2059-05-08", "victory_day"},
	} {
		t.Run(name, func(t *testing.T) {
			key, ok := calendar.Holiday(day(tt.day))
			if !ok || key != tt.key {
				t.Errorf("%s is %q (%t), want %q", tt.day, key, ok, tt.key)
			}
			if calendar.Working(day(tt.day)) {
				t.Errorf("%s is taken as a working day", tt.day)
			}
		})
	}
}

func TestOrdinaryDaysAreNotHolidays(t *testing.T) {
	for name, written := range map[string]string{
		"Whit Sunday is only a Sunday":       "2026-05-24",
		"Good Friday, a day of Alsace":       "2026-04-03",
		"26 December, a day of Alsace":       "2028-12-26",
		"27 May, a day of Guadeloupe":        "2027-05-27",
		"the bridge after Ascension":         "2026-05-15",
		"29 February":                        "2028-02-29",
		"1 March 2100, after no 29 February": "2100-03-01",
	} {
		t.Run(name, func(t *testing.T) {
			if key, ok := calendar.Holiday(day(written)); ok {
				t.Errorf("%s is taken as %s", written, key)
			}
		})
	}
}

func TestEveryYearHasItsHolidays(t *testing.T) {
	keys := calendar.HolidayKeys()
	for year := calendar.FirstYear; year <= calendar.LastYear; year++ {
		var found int
		for d := calendar.NewDay(year, 1, 1); d.Year() == year; d = d.AddDays(1) {
			key, ok := calendar.Holiday(d)
			if ok && !slices.Contains(keys, key) {
				t.Fatalf("%s has the unlisted key %q", d, key)
			}
			if ok {
				found++
			}
		}
		// Ascension falls on 1 or 8 May a few times a century: ten days then.
		if found != 11 && found != 10 {
			t.Errorf("%d has %d public holidays", year, found)
		}
	}
}

func TestNextWorking(t *testing.T) {
	for name, tt := range map[string]struct{ from, want string }{
		"a working day stays":                {"2026-04-07", "2026-04-07"},
		"Saturday":                           {"2026-06-13", "2026-06-15"},
		"Sunday":                             {"2026-06-14", "2026-06-15"},
		"Saturday before Easter":             {"2027-03-27", "2027-03-30"},
		"8 May then Ascension":               {"2024-05-08", "2024-05-10"},
		"Sunday before 1 May":                {"2028-04-30", "2028-05-02"},
		"Whit Sunday":                        {"2019-06-09", "2019-06-11"},
		"Christmas on a Friday":              {"2026-12-25", "2026-12-28"},
		"Saturday, New Year's Eve is Friday": {"2028-01-01", "2028-01-03"},
		"28 February 2100 is a Sunday":       {"2100-02-28", "2100-03-01"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := calendar.NextWorking(day(tt.from)); got != day(tt.want) {
				t.Errorf("from %s: %s, want %s", tt.from, got, tt.want)
			}
		})
	}
}

func BenchmarkNextWorking(b *testing.B) {
	from := day("2027-03-27")
	for b.Loop() {
		calendar.NextWorking(from)
	}
}
