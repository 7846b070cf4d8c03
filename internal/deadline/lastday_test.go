// SPDX-License-Identifier: AGPL-3.0-only

package deadline_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

var day = calendar.MustDay

func TestLastDayOfTwoClearMonths(t *testing.T) {
	for name, tt := range map[string]struct{ trigger, want, safe string }{
		"ordinary":                                  {"2021-10-01", "2021-12-02", "2021-12-02"},
		"over the new year, last day a Sunday":      {"2024-11-12", "2025-01-13", "2025-01-13"},
		"published on a Sunday":                     {"2026-03-15", "2026-05-18", "2026-05-18"},
		"no 31 September":                           {"2026-07-31", "2026-10-01", "2026-10-01"},
		"30 June: the ordinary reading is earlier":  {"2025-06-30", "2025-09-01", "2025-09-01"},
		"30 April":                                  {"2026-04-30", "2026-07-01", "2026-07-01"},
		"29 December before a plain February":       {"2026-12-29", "2027-03-01", "2027-03-01"},
		"30 December, safe on the last of February": {"2024-12-30", "2025-03-03", "2025-02-28"},
		"29 December before a leap February":        {"2023-12-29", "2024-03-01", "2024-02-29"},
		"28 December, plain February":               {"2022-12-28", "2023-03-01", "2023-02-28"},
		"31 December has one reading":               {"2022-12-31", "2023-03-01", "2023-03-01"},
		"published on 29 February":                  {"2028-02-29", "2028-05-02", "2028-05-02"},
		"30 December 2099, no leap year":            {"2099-12-30", "2100-03-01", "2100-03-01"},
		"Easter weekend":                            {"2027-01-26", "2027-03-30", "2027-03-30"},
		"8 May followed by Ascension":               {"2024-03-07", "2024-05-10", "2024-05-10"},
		"Whit Monday":                               {"2019-04-08", "2019-06-11", "2019-06-11"},
		"the bridge of Ascension is a working day":  {"2026-03-14", "2026-05-15", "2026-05-15"},
		"Christmas Friday":                          {"2026-10-24", "2026-12-28", "2026-12-28"},
		"the Sunday of public guidance, 1997":       {"1997-05-05", "1997-07-07", "1997-07-07"},
	} {
		t.Run(name, func(t *testing.T) {
			got := deadline.LastDay(deadline.REP2M, day(tt.trigger))
			if got.Date != day(tt.want) || got.SafeDate != day(tt.safe) {
				t.Errorf("from %s: %s, safe %s; want %s, safe %s", tt.trigger, got.Date, got.SafeDate, tt.want, tt.safe)
			}
		})
	}
}

func TestOneMonthOrNotClearOrNotRolled(t *testing.T) {
	calendarDate := deadline.Rule{ID: "X", Kind: deadline.LastDayKind, Months: 2}
	oneMonth := deadline.REP2M
	oneMonth.Months = 1
	unmoved := deadline.REP2M
	unmoved.Rolls = false
	for name, tt := range map[string]struct {
		rule                deadline.Rule
		trigger, want, safe string
	}{
		"one clear month over February":   {oneMonth, "2026-01-30", "2026-03-02", "2026-03-02"},
		"one clear month over a holiday":  {oneMonth, "2026-10-10", "2026-11-12", "2026-11-12"},
		"not clear, on its very Sunday":   {calendarDate, "2026-04-14", "2026-06-14", "2026-06-14"},
		"not clear has one reading only":  {calendarDate, "2026-12-29", "2027-02-28", "2027-02-28"},
		"clear, but never moved":          {unmoved, "2026-02-05", "2026-04-06", "2026-04-06"},
		"clear, never moved, at the ends": {unmoved, "2024-12-30", "2025-03-01", "2025-02-28"},
	} {
		t.Run(name, func(t *testing.T) {
			got := deadline.LastDay(tt.rule, day(tt.trigger))
			if got.Date != day(tt.want) || got.SafeDate != day(tt.safe) {
				t.Errorf("%s, safe %s; want %s, safe %s", got.Date, got.SafeDate, tt.want, tt.safe)
			}
		})
	}
}

func TestTheExplanationTellsEveryStep(t *testing.T) {
	for name, tt := range map[string]struct {
		trigger string
		want    []string
	}{
		"ordinary": {"2021-10-01", []string{
			"2021-10-01 trigger", "2021-12-01 months", "2021-12-02 clear", "2021-12-02 last_day",
		}},
		"Saturday, Easter Sunday, Easter Monday": {"2027-01-26", []string{
			"2027-01-26 trigger", "2027-03-26 months", "2027-03-27 clear",
			"2027-03-27 rolled.weekend", "2027-03-29 rolled.easter_monday",
			"2027-03-30 last_day",
		}},
		"a Sunday": {"2026-04-13", []string{
			"2026-04-13 trigger", "2026-06-13 months", "2026-06-14 clear", "2026-06-14 rolled.sunday", "2026-06-15 last_day",
		}},
		"month end with a safe reading": {"2024-12-30", []string{
			"2024-12-30 trigger", "2025-02-28 month_end", "2025-03-01 clear",
			"2025-03-01 rolled.weekend",
			"2025-03-03 last_day", "2025-02-28 safe_month_end",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, s := range deadline.LastDay(deadline.REP2M, day(tt.trigger)).Steps {
				got = append(got, s.On.String()+" "+s.Key[len("deadline.step."):])
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("told %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTheExplanationNamesWhatStartedTheTime(t *testing.T) {
	plain := deadline.LastDay(deadline.REP2M, day("2026-04-14"))
	for trigger, want := range map[string]string{
		deadline.Published: "deadline.step.trigger.published", deadline.Posted: "deadline.step.trigger.posted",
		deadline.Notified: "deadline.step.trigger.notified", "rumour": "deadline.step.trigger",
	} {
		if got := plain.StartedBy(trigger); got.Steps[0].Key != want || got.Steps[0].On != plain.From || got.Date != plain.Date {
			t.Errorf("%s: %+v", trigger, got.Steps[0])
		}
	}
	if plain.Steps[0].Key != "deadline.step.trigger" {
		t.Errorf("the deadline it was made from now says %s", plain.Steps[0].Key)
	}
	if unknown := (deadline.Deadline{}).StartedBy(deadline.Posted); len(unknown.Steps) != 0 {
		t.Errorf("an unknown day is explained: %v", unknown.Steps)
	}
}

func TestADeadlineSaysWhereItComesFrom(t *testing.T) {
	got := deadline.LastDay(deadline.REP2M, day("2026-04-14"))
	if got.Rule.ID != "REP-2M" || got.Rule.Article != "CJA R421-1" || got.Version != deadline.RuleSetVersion {
		t.Errorf("rule %q, article %q, version %q", got.Rule.ID, got.Rule.Article, got.Version)
	}
	if got.Kind != deadline.LastDayKind || got.From != day("2026-04-14") || !got.Confirmed {
		t.Errorf("kind %q from %s, confirmed %t", got.Kind, got.From, got.Confirmed)
	}
}

func TestAnUnknownTriggerGivesNoDate(t *testing.T) {
	got := deadline.LastDay(deadline.REP2M, calendar.Day{})
	if !got.Date.IsZero() || !got.SafeDate.IsZero() || len(got.Steps) != 0 {
		t.Errorf("unknown gave %s, safe %s, %d steps", got.Date, got.SafeDate, len(got.Steps))
	}
}

type example struct {
	ID     string
	Events map[string]calendar.Day
	Expect struct {
		Rule     string
		Date     calendar.Day
		Kind     deadline.Kind
		SafeDate calendar.Day `json:"safe_date"`
	}
	Source, Confidence string
}

// compute gives the deadline of an example's one event that starts time.
func (e example) compute(t *testing.T) deadline.Deadline {
	t.Helper()
	for _, event := range []string{"decision-published", "decision-notified"} {
		if on := e.Events[event]; !on.IsZero() {
			return deadline.LastDay(deadline.REP2M, on)
		}
	}
	if on := e.Events["authorisation-signed"]; !on.IsZero() {
		return deadline.Expiry(on)
	}
	t.Fatal("no event that starts time")
	return deadline.Deadline{}
}

func TestWorkedExamples(t *testing.T) {
	text, err := os.ReadFile("testdata/examples.json")
	if err != nil {
		t.Fatal(err)
	}
	var examples []example
	if err := json.Unmarshal(text, &examples); err != nil || len(examples) < 20 {
		t.Fatalf("%d examples read (%v)", len(examples), err)
	}
	for _, e := range examples {
		t.Run(e.ID, func(t *testing.T) {
			got, safe := e.compute(t), e.Expect.SafeDate
			if safe.IsZero() {
				safe = e.Expect.Date
			}
			if got.Rule.ID != e.Expect.Rule || got.Kind != e.Expect.Kind {
				t.Errorf("%s %s, want %s %s", got.Rule.ID, got.Kind, e.Expect.Rule, e.Expect.Kind)
			}
			if got.Date != e.Expect.Date || got.SafeDate != safe {
				t.Errorf("%s, safe %s; want %s, safe %s (%s)", got.Date, got.SafeDate, e.Expect.Date, safe, e.Source)
			}
		})
	}
}

// sweep calls check for every trigger from 2020 to 2101 (2100 is no leap year), in order.
func sweep(check func(trigger calendar.Day, got deadline.Deadline)) {
	last := calendar.NewDay(2101, time.December, 31)
	for trigger := calendar.NewDay(2020, time.January, 1); !trigger.After(last); trigger = trigger.AddDays(1) {
		check(trigger, deadline.LastDay(deadline.REP2M, trigger))
	}
}

func TestALaterTriggerNeverGivesAnEarlierDay(t *testing.T) {
	var before deadline.Deadline
	sweep(func(trigger calendar.Day, got deadline.Deadline) {
		if got.Date.Before(before.Date) || got.SafeDate.Before(before.SafeDate) {
			t.Fatalf("from %s: %s, safe %s; the day before gave %s, safe %s",
				trigger, got.Date, got.SafeDate, before.Date, before.SafeDate)
		}
		before = got
	})
}

func TestTheSafeDayIsNeverLaterAndBothAreWorkingDays(t *testing.T) {
	sweep(func(trigger calendar.Day, got deadline.Deadline) {
		if got.SafeDate.After(got.Date) {
			t.Fatalf("from %s: safe %s is after %s", trigger, got.SafeDate, got.Date)
		}
		if !calendar.Working(got.Date) || !calendar.Working(got.SafeDate) {
			t.Fatalf("from %s: %s, safe %s, not both working days", trigger, got.Date, got.SafeDate)
		}
		if told := got.Steps[len(got.Steps)-1].Key == "deadline.step.safe_month_end"; told != (got.SafeDate != got.Date) {
			t.Fatalf("from %s: safe reading explained: %t", trigger, told)
		}
	})
}

func TestTwoClearMonthsLastSixtyToSixtyEightDays(t *testing.T) {
	sweep(func(trigger calendar.Day, got deadline.Deadline) {
		if n := got.Date.Sub(trigger); n < 60 || n > 68 {
			t.Fatalf("from %s to %s: %d days", trigger, got.Date, n)
		}
	})
}

func TestTheMachineZoneChangesNothing(t *testing.T) {
	was := time.Local
	defer func() { time.Local = was }()
	want := deadline.LastDay(deadline.REP2M, day("2026-01-29"))
	for _, zone := range []string{"Pacific/Kiritimati", "Pacific/Pago_Pago", "Indian/Reunion", "Europe/Paris"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		time.Local = loc
		got := deadline.LastDay(deadline.REP2M, day("2026-01-29"))
		if got.Date != want.Date || got.SafeDate != want.SafeDate || got.Date != day("2026-03-30") {
			t.Errorf("in %s: %s, safe %s", zone, got.Date, got.SafeDate)
		}
	}
}

func BenchmarkLastDay(b *testing.B) {
	trigger := day("2027-01-26")
	b.ReportAllocs()
	for b.Loop() {
		deadline.LastDay(deadline.REP2M, trigger)
	}
}
