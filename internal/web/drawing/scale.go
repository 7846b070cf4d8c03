// SPDX-License-Identifier: AGPL-3.0-only

package drawing

import (
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

// scale turns days into places on the line of time.
type scale struct {
	first, last calendar.Day
	left, right float64
}

// scaleOf spans every known day and period.
func scaleOf(events []Event, periods []Period, left, right float64) scale {
	s := scale{left: left, right: right}
	for _, e := range events {
		s.include(e.On)
	}
	for _, p := range periods {
		if p.drawn() {
			s.include(p.From)
			s.include(p.To)
		}
	}
	return s
}

// include widens the scale to hold a day.
func (s *scale) include(d calendar.Day) {
	if d.IsZero() {
		return
	}
	if s.first.IsZero() || d.Before(s.first) {
		s.first = d
	}
	if s.last.IsZero() || d.After(s.last) {
		s.last = d
	}
}

// at is the place of a day. Days outside the scale stand at its ends; a scale
// of one day has it at its start.
func (s scale) at(d calendar.Day) float64 {
	length := s.last.Sub(s.first)
	if length <= 0 || d.IsZero() {
		return s.left
	}
	part := min(max(float64(d.Sub(s.first))/float64(length), 0), 1)
	return s.left + part*(s.right-s.left)
}

// months are the places of the first days of months, none when they would
// stand closer than 6 units.
func (s scale) months() []float64 {
	if s.first.IsZero() || s.last.Sub(s.first) > int((s.right-s.left)*5) {
		return nil
	}
	var at []float64
	d := calendar.NewDay(s.first.Year(), s.first.Month()+1, 1)
	for ; !d.After(s.last); d = d.AddMonths(1) {
		at = append(at, s.at(d))
	}
	return at
}

// years are the first days of January inside the scale.
func (s scale) years() []calendar.Day {
	var days []calendar.Day
	if s.first.IsZero() {
		return nil
	}
	for y := s.first.Year() + 1; y <= s.last.Year(); y++ {
		days = append(days, calendar.NewDay(y, 1, 1))
	}
	return days
}
