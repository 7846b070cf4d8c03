// SPDX-License-Identifier: AGPL-3.0-only

// Package calendar holds the civil day, the only unit the law of time limits
// counts in, and the days on which French courts do not work.
package calendar

import (
	"cmp"
	"fmt"
	"strconv"
	"time"
)

// Day is a day of the civil calendar, without hour or time zone. It is
// comparable and may be a map key. The zero Day means "unknown": it sorts
// before every known day, and arithmetic on it stays unknown.
type Day struct {
	year  int
	month time.Month
	day   int
}

// Years accepted from people and files. A year outside is a slip of the
// keyboard: no act of ours is older than the camera, none runs past two
// centuries.
const (
	FirstYear = 1900
	LastYear  = 2200
)

// NewDay returns the day y-m-d. As with time.Date, a day beyond the end of the
// month runs into the next one; ParseDay is the strict way in.
func NewDay(y int, m time.Month, d int) Day {
	return civil(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// DayIn returns the civil day that t falls on in loc.
func DayIn(t time.Time, loc *time.Location) Day { return civil(t.In(loc)) }

// Today returns the civil day of the instant now in metropolitan France.
func Today(now time.Time) Day { return DayIn(now, Paris()) }

// ParseDay reads YYYY-MM-DD and nothing else. It refuses days that do not
// exist (2026-02-31) and years outside FirstYear to LastYear.
func ParseDay(s string) (Day, error) {
	y, m, d, ok := numbers(s)
	if !ok {
		return Day{}, fmt.Errorf("calendar: %q is not a day written YYYY-MM-DD", s)
	}
	if y < FirstYear || y > LastYear {
		return Day{}, fmt.Errorf("calendar: the year of %q is outside %d to %d", s, FirstYear, LastYear)
	}
	written := Day{y, time.Month(m), d}
	if NewDay(y, time.Month(m), d) != written {
		return Day{}, fmt.Errorf("calendar: the day %q does not exist", s)
	}
	return written, nil
}

// MustDay is ParseDay for days written in the program itself; it panics on a
// day that cannot be read.
func MustDay(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero tells whether the day is unknown.
func (d Day) IsZero() bool { return d == Day{} }

// Year is the calendar year, 0 when the day is unknown.
func (d Day) Year() int { return d.year }

// Month is the month, 0 when the day is unknown.
func (d Day) Month() time.Month { return d.month }

// DayOfMonth is the number of the day in its month (the "quantième"), 0 when
// the day is unknown.
func (d Day) DayOfMonth() int { return d.day }

// Weekday is the day of the week; ask IsZero first, an unknown day has none.
func (d Day) Weekday() time.Weekday { return d.Time().Weekday() }

// Time is midnight UTC of that day, and the zero time when the day is unknown.
func (d Day) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC)
}

// String writes the day as YYYY-MM-DD, for files and logs; "" when unknown.
// People read days in words, which the sentences take care of.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return string(d.append(make([]byte, 0, len("2006-01-02"))))
}

// Compare is -1, 0 or +1 as d is earlier than, equal to or later than other.
func (d Day) Compare(other Day) int {
	return cmp.Or(
		cmp.Compare(d.year, other.year),
		cmp.Compare(d.month, other.month),
		cmp.Compare(d.day, other.day),
	)
}

// Before tells whether d is earlier than other.
func (d Day) Before(other Day) bool { return d.Compare(other) < 0 }

// After tells whether d is later than other.
func (d Day) After(other Day) bool { return d.Compare(other) > 0 }

// AddDays returns the day n days later, or earlier when n is negative.
func (d Day) AddDays(n int) Day {
	if d.IsZero() {
		return Day{}
	}
	return NewDay(d.year, d.month, d.day+n)
}

// AddMonths returns the same number n months later, or earlier when n is
// negative; where that month has no such number, its last day (code de
// procédure civile, art. 641, second paragraph).
func (d Day) AddMonths(n int) Day {
	if d.IsZero() {
		return Day{}
	}
	first := NewDay(d.year, d.month+time.Month(n), 1)
	last := NewDay(first.year, first.month+1, 0)
	return Day{first.year, first.month, min(d.day, last.day)}
}

// Sub returns the number of days from other to d, negative when d is earlier.
// It is 0 when either day is unknown: ask IsZero first.
func (d Day) Sub(other Day) int {
	if d.IsZero() || other.IsZero() {
		return 0
	}
	return int(d.Time().Sub(other.Time()) / (24 * time.Hour))
}

func civil(t time.Time) Day {
	y, m, d := t.Date()
	return Day{y, m, d}
}

func (d Day) append(b []byte) []byte {
	b = appendPadded(b, d.year, 4)
	b = append(b, '-')
	b = appendPadded(b, int(d.month), 2)
	b = append(b, '-')
	return appendPadded(b, d.day, 2)
}

func appendPadded(b []byte, n, width int) []byte {
	for limit := 10; width > 1; width, limit = width-1, limit*10 {
		if n < limit {
			b = append(b, '0')
		}
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// numbers takes YYYY-MM-DD apart: ten bytes, digits and two hyphens.
func numbers(s string) (y, m, d int, ok bool) {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return 0, 0, 0, false
	}
	y, okY := digits(s[:4])
	m, okM := digits(s[5:7])
	d, okD := digits(s[8:])
	return y, m, d, okY && okM && okD
}

func digits(s string) (n int, ok bool) {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}
