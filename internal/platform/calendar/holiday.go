// SPDX-License-Identifier: AGPL-3.0-only

package calendar

import "time"

// Easter returns Easter Sunday of a year of the Gregorian calendar, by the
// anonymous computus (Meeus, Astronomical Algorithms, ch. 8): computed, so that
// no table ever ends.
func Easter(year int) Day {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	day := (h + l - 7*m + 33*month + 19) % 32
	return Day{year, time.Month(month), day}
}

type monthDay struct {
	month time.Month
	day   int
}

// The eleven national public holidays are those of the code du travail, art.
// L3133-1. Local ones (Alsace-Moselle, overseas) are left out on purpose: no
// text says that they extend a period before a court, so the careful reading
// takes them as ordinary days.
var (
	fixedHolidays = map[monthDay]string{
		{time.January, 1}:   "new_year",
		{time.May, 1}:       "labour_day",
		{time.May, 8}:       "victory_day",
		{time.July, 14}:     "national_day",
		{time.August, 15}:   "assumption",
		{time.November, 1}:  "all_saints",
		{time.November, 11}: "armistice",
		{time.December, 25}: "christmas",
	}
	// Whit Monday stays a public holiday although many work on it as the
	// "solidarity day".
	easterHolidays = map[int]string{1: "easter_monday", 39: "ascension", 50: "whit_monday"}
)

// HolidayKeys lists the keys Holiday may return, in the order of the year.
func HolidayKeys() []string {
	return []string{
		"new_year", "easter_monday", "labour_day", "victory_day", "ascension", "whit_monday",
		"national_day", "assumption", "all_saints", "armistice", "christmas",
	}
}

// Holiday tells whether d is a national public holiday, and which: the key
// names it in the sentences. Where two meet on one day (Ascension and 8 May),
// the fixed one is named.
func Holiday(d Day) (key string, ok bool) {
	if key, ok = fixedHolidays[monthDay{d.month, d.day}]; ok {
		return key, true
	}
	if d.month < time.March || d.month > time.June {
		return "", false // the movable ones lie between 23 March and 14 June
	}
	key, ok = easterHolidays[d.Sub(Easter(d.year))]
	return key, ok
}

// Working tells whether courts work on d: not a Saturday, a Sunday or a public
// holiday (code de procédure civile, art. 642). A bridge day ("pont") is a
// working day. An unknown day is not a working day.
func Working(d Day) bool {
	if d.IsZero() || d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		return false
	}
	_, holiday := Holiday(d)
	return !holiday
}

// NextWorking returns d itself when it is a working day, else the first one
// after it; unknown stays unknown.
func NextWorking(d Day) Day {
	for !d.IsZero() && !Working(d) {
		d = d.AddDays(1)
	}
	return d
}
