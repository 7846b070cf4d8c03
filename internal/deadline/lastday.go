// SPDX-License-Identifier: AGPL-3.0-only

package deadline

import (
	"slices"
	"time"

	"contrechamp.org/contrechamp/internal/platform/calendar"
)

// What the arithmetic rests on, beside the article of each rule.
const (
	monthsArticle = "CPC 641"
	clearArticle  = "CE, 5 octobre 2018, n° 409579"
	rollsArticle  = "CPC 642 ; CE, 5 juin 2009, n° 312682"
)

// LastDay counts rule from the day of its trigger (publication, notification)
// to the last day on which one may act. An unknown trigger gives a deadline
// without dates or steps.
//
// Date adds the months from date to date, then the clear day, then moves off a
// weekend or holiday. SafeDate is the earlier of that and of the reading of
// some authors, who count the months from the day after the trigger: the two
// part only at month ends, and no ruling read so far decides between them.
func LastDay(rule Rule, trigger calendar.Day) Deadline {
	d := start(rule, trigger)
	if trigger.IsZero() {
		return d
	}
	d.tell(trigger, "deadline.step.trigger", rule.Article)
	raw := d.countMonths()
	if rule.Clear {
		raw = raw.AddDays(1)
		d.tell(raw, "deadline.step.clear", clearArticle)
	}
	d.Date = d.roll(raw)
	d.tell(d.Date, "deadline.step.last_day", rule.Article)
	d.readSafely()
	return d
}

// startedBy are the sentences about what may start a time limit, by the name
// under which kept deadlines remember it.
var startedBy = map[string]string{
	Published: "deadline.step.trigger.published",
	Posted:    "deadline.step.trigger.posted",
	Notified:  "deadline.step.trigger.notified",
	Rejected:  "deadline.step.trigger.rejected",
}

// StartedBy is the same deadline, whose explanation names what started it. A
// trigger that is not known is left unsaid.
func (d Deadline) StartedBy(trigger string) Deadline {
	key, known := startedBy[trigger]
	if !known || len(d.Steps) == 0 {
		return d
	}
	d.Steps = slices.Clone(d.Steps)
	d.Steps[0].Key = key
	return d
}

// countMonths adds the months of the rule and says how.
func (d *Deadline) countMonths() calendar.Day {
	term := d.From.AddMonths(d.Rule.Months)
	if term.DayOfMonth() != d.From.DayOfMonth() {
		d.tell(term, "deadline.step.month_end", monthsArticle, "Count", d.Rule.Months, "Number", d.From.DayOfMonth())
		return term
	}
	d.tell(term, "deadline.step.months", monthsArticle, "Count", d.Rule.Months)
	return term
}

// roll moves day to the next working day when the rule allows it, with one
// sentence for each weekend and each holiday.
func (d *Deadline) roll(day calendar.Day) calendar.Day {
	if !d.Rule.Rolls {
		return day
	}
	for ; !calendar.Working(day); day = day.AddDays(1) {
		d.tell(day, rolledKey(day), rollsArticle)
		if day.Weekday() == time.Saturday {
			day = day.AddDays(1) // the sentence speaks of both days
		}
	}
	return day
}

// readSafely sets SafeDate, and says why when it differs.
func (d *Deadline) readSafely() {
	d.SafeDate = d.Date
	other := d.fromNextDay()
	if !other.Before(d.Date) {
		return
	}
	d.SafeDate = other
	d.tell(other, "deadline.step.safe_month_end", "", "Count", d.Rule.Months)
}

// fromNextDay is the other reading of a clear period: the same number as the
// day after the trigger. A period that is not clear has only one reading.
func (d *Deadline) fromNextDay() calendar.Day {
	if !d.Rule.Clear {
		return d.Date
	}
	day := d.From.AddDays(1).AddMonths(d.Rule.Months)
	if d.Rule.Rolls {
		return calendar.NextWorking(day)
	}
	return day
}

// rolledKeys are the sentences about a public holiday that moves a last day,
// by the key of the holiday.
var rolledKeys = map[string]string{
	"new_year":      "deadline.step.rolled.new_year",
	"easter_monday": "deadline.step.rolled.easter_monday",
	"labour_day":    "deadline.step.rolled.labour_day",
	"victory_day":   "deadline.step.rolled.victory_day",
	"ascension":     "deadline.step.rolled.ascension",
	"whit_monday":   "deadline.step.rolled.whit_monday",
	"national_day":  "deadline.step.rolled.national_day",
	"assumption":    "deadline.step.rolled.assumption",
	"all_saints":    "deadline.step.rolled.all_saints",
	"armistice":     "deadline.step.rolled.armistice",
	"christmas":     "deadline.step.rolled.christmas",
}

// rolledKey is the sentence about a day without work, a Saturday with its Sunday.
func rolledKey(day calendar.Day) string {
	switch day.Weekday() {
	case time.Saturday:
		return "deadline.step.rolled.weekend"
	case time.Sunday:
		return "deadline.step.rolled.sunday"
	}
	holiday, _ := calendar.Holiday(day)
	return rolledKeys[holiday]
}
