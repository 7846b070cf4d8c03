// SPDX-License-Identifier: AGPL-3.0-only

package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"contrechamp.org/contrechamp/internal/platform/calendar"
)

var weekdays = map[string][7]string{
	"fr": {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
	"en": {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

var months = map[string][12]string{
	"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

var shortMonths = map[string][12]string{
	"fr": {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
	"en": {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
}

// Day writes a day in full with its weekday: lundi 1er juin 2026, Monday 1 June 2026.
// An unknown day is said to be so.
func (s *Speaker) Day(d calendar.Day) string {
	if d.IsZero() {
		return s.unknown()
	}
	return s.Weekday(d) + " " + s.DayPlain(d)
}

// DayPlain writes a day in full without its weekday: 1er juin 2026.
func (s *Speaker) DayPlain(d calendar.Day) string {
	if d.IsZero() {
		return s.unknown()
	}
	return s.ordinal(d.DayOfMonth()) + " " + s.Month(d) + " " + strconv.Itoa(d.Year())
}

// DayShort writes a day for tables: 01/06/2026.
func (s *Speaker) DayShort(d calendar.Day) string {
	if d.IsZero() {
		return s.unknown()
	}
	return fmt.Sprintf("%02d/%02d/%04d", d.DayOfMonth(), int(d.Month()), d.Year())
}

// Weekday names the day of the week.
func (s *Speaker) Weekday(d calendar.Day) string { return weekdays[s.Language][d.Weekday()] }

// Month names the month.
func (s *Speaker) Month(d calendar.Day) string { return months[s.Language][d.Month()-1] }

// MonthShort names the month in a few letters, for date stamps.
func (s *Speaker) MonthShort(d calendar.Day) string { return shortMonths[s.Language][d.Month()-1] }

// Instant writes a moment as it was in Paris: 2 mars 2026 à 9 h 05.
func (s *Speaker) Instant(t time.Time) string {
	if t.IsZero() {
		return s.unknown()
	}
	local := t.In(calendar.Paris())
	day := s.DayPlain(calendar.DayIn(t, calendar.Paris()))
	if s.Language == "en" {
		return fmt.Sprintf("%s at %02d:%02d", day, local.Hour(), local.Minute())
	}
	return fmt.Sprintf("%s à %d\u00a0h\u00a0%02d", day, local.Hour(), local.Minute())
}

// Number writes a whole number with its thousands apart: 1 200 in French, 1,200 in English.
func (s *Speaker) Number(n int64) string {
	separator := "\u202f"
	if s.Language == "en" {
		separator = ","
	}
	digits := strconv.FormatInt(max(n, -n), 10)
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	text := strings.Join(append([]string{digits}, groups...), separator)
	if n < 0 {
		return "−" + text
	}
	return text
}

// Size writes a number of bytes for people: 12 Ko, 3,4 Mo; 12 kB, 3.4 MB.
func (s *Speaker) Size(bytes int64) string {
	units, point := []string{"octets", "Ko", "Mo", "Go"}, ","
	if s.Language == "en" {
		units, point = []string{"bytes", "kB", "MB", "GB"}, "."
	}
	value, unit := float64(bytes), 0
	for value >= 1000 && unit < len(units)-1 {
		value, unit = value/1000, unit+1
	}
	digits := 0
	if unit > 0 && value < 10 {
		digits = 1
	}
	number := strings.Replace(strconv.FormatFloat(value, 'f', digits, 64), ".", point, 1)
	return strings.TrimSuffix(number, point+"0") + "\u00a0" + units[unit]
}

func (s *Speaker) ordinal(n int) string {
	if n == 1 && s.Language == "fr" {
		return "1er"
	}
	return strconv.Itoa(n)
}

func (s *Speaker) unknown() string { return s.Say("locale.unknown") }
