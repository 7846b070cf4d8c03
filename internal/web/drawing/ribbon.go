// SPDX-License-Identifier: AGPL-3.0-only

package drawing

import (
	"cmp"
	"slices"
	"strings"

	"contrechamp.org/contrechamp/internal/platform/calendar"
)

// Kind says how an event is drawn.
type Kind string

// The kinds of an event.
const (
	Happened Kind = "event"   // a date that is a fact: a tick
	Unknown  Kind = "unknown" // a date nobody knows: a question mark at the side
	Safe     Kind = "safe"    // the last safe day: a stamp
	Today    Kind = "today"   // where we stand: a dashed pole
	Silence  Kind = "silence" // the day silence becomes a refusal: a hollow tick
)

// Urgency colours the stamp of the last safe day; anything else is calm.
type Urgency string

// Urgencies, named like the classes of the style sheet.
const (
	Calm Urgency = ""
	Near Urgency = "near" // peremptory and within a few days
	Late Urgency = "late" // peremptory and past
)

// Event is one date of a ribbon. When is the date in words ("5 mars 2026"),
// or what to say of a date that is unknown; empty, the ISO date stands in.
// An event without a day is drawn as unknown, whatever its kind.
type Event struct {
	On    calendar.Day
	Label string
	When  string
	Kind  Kind
}

// known reports whether the event has a place on the line.
func (e Event) known() bool { return !e.On.IsZero() && e.Kind != Unknown }

// when is the date in words.
func (e Event) when() string {
	if e.When == "" && !e.On.IsZero() {
		return e.On.String()
	}
	return e.When
}

// Period is a stretch of time that is hatched: a time limit that runs, a
// silence that lasts. Without both days it is not drawn. Label is only said in
// the description: the flags at its ends carry the words on the drawing.
type Period struct {
	From, To calendar.Day
	Label    string
}

// drawn reports whether the period has both its ends, in order.
func (p Period) drawn() bool {
	return !p.From.IsZero() && !p.To.IsZero() && p.From.Before(p.To)
}

// RibbonInput is what a ribbon shows. Summary opens the text alternative,
// which then names every event.
type RibbonInput struct {
	Title   string
	Summary string
	Events  []Event
	Periods []Period
	Urgency Urgency
}

// Ribbon draws the dates of a decision on a line of time: facts as ticks above,
// today and the last safe day below, running periods hatched, unknown dates as
// question marks at the side.
func Ribbon(in RibbonInput) string {
	wide, _ := wideRibbon(in)
	narrow, _ := narrowRibbon(in)
	return wide + narrow
}

// describe is the text alternative of a ribbon.
func (in RibbonInput) describe() string {
	parts := []string{in.Summary}
	for _, e := range in.Events {
		parts = append(parts, sentence("\u00a0: ", e.Label, e.when()))
	}
	for _, p := range in.Periods {
		parts = append(parts, p.Label)
	}
	return sentence(" ; ", parts...)
}

// split parts the events that have a place on the line from those that have
// not, the former in order of time.
func (in RibbonInput) split() (known, unknown []Event) {
	for _, e := range in.Events {
		if e.known() {
			known = append(known, e)
		} else {
			unknown = append(unknown, e)
		}
	}
	slices.SortStableFunc(known, func(a, b Event) int { return cmp.Compare(a.On.Sub(b.On), 0) })
	return known, unknown
}

// class is the class of the svg element.
func (in RibbonInput) class(shape string) string {
	return strings.TrimSpace(shape + " " + string(in.Urgency))
}

// Sizes of the wide ribbon.
const (
	bandHeight  = 14
	gutterWidth = 190 // for the unknown dates
	unknownStep = 40
)

// wideRibbon draws the line from left to right. It also returns the canvas,
// for the tests.
func wideRibbon(in RibbonInput) (string, *canvas) {
	c := &canvas{}
	known, unknown := in.split()
	left := 8.0
	if len(unknown) > 0 && len(known) > 0 {
		left = gutterWidth
	}
	s := scaleOf(known, in.Periods, left+6, wideWidth-10)
	above, below := flagsOf(known, s)
	up, down := place(above, left, wideWidth), place(below, left, wideWidth)
	axis := float64(up*flagHeight) + 18
	if len(known) > 0 {
		c.axis(s, in.Periods, axis, wideWidth)
	}
	c.plantAll(above, below, axis, 16)
	height := axis + 22 + float64(down*(flagHeight+6))
	height = max(height, c.unknowns(unknown, len(known) > 0))
	return c.finish(wideWidth, height, in.class("wide"), "img", in.Title, in.describe()), c
}

// flagsOf turns events into flags: facts above the line, where we stand and
// what we must not miss below it.
func flagsOf(known []Event, s scale) (above, below []flag) {
	for _, e := range known {
		f := flag{x: s.at(e.On), label: fit(e.Label, textSize, 260), when: fit(e.when(), smallSize, 260), kind: e.Kind}
		if e.Kind == Safe || e.Kind == Today {
			below = append(below, f)
		} else {
			above = append(above, f)
		}
	}
	return above, below
}

// axis draws the line of time, its months and its hatched periods.
func (c *canvas) axis(s scale, periods []Period, y, width float64) {
	c.draw(`<path d="M%.1f %.1fL%.1f %.1f" stroke-width="2" class="d-line"/>`, s.left-8, y, width, y)
	for _, x := range s.months() {
		c.line(x, y, x, y+5, "d-line")
	}
	for _, p := range periods {
		if p.drawn() {
			c.hatch(s.at(p.From), y-bandHeight/2, s.at(p.To)-s.at(p.From), bandHeight)
		}
	}
}

// plantAll draws the flags above and below the line, and their dots. The
// labels below begin at drop under the line.
func (c *canvas) plantAll(above, below []flag, axis, drop float64) {
	for _, f := range above {
		c.plant(f, axis-14-float64((f.lane+1)*flagHeight), axis)
		c.dot(f.x, axis, f.kind)
	}
	for _, f := range below {
		c.plant(f, axis+drop+float64(f.lane*(flagHeight+6)), axis)
		c.dot(f.x, axis, f.kind)
	}
}

// dot marks the place of an event on the line.
func (c *canvas) dot(x, y float64, kind Kind) {
	class := "d-dot"
	switch kind {
	case Safe:
		class = "d-accent d-safe-dot"
	case Silence, Today:
		class = "d-hollow"
	}
	c.draw(`<circle cx="%.1f" cy="%.1f" r="5" class="%s"/>`, x, y, class)
}

// unknowns lists the dates nobody knows at the left of the line (beside), or
// over the whole width when nothing is known. It returns the height used.
func (c *canvas) unknowns(events []Event, beside bool) float64 {
	room, y := wideWidth-60.0, 20.0
	if beside {
		room = gutterWidth - 44
	}
	for _, e := range events {
		c.question(14, y, e, room)
		y += unknownStep
	}
	return y - 12
}

// question draws one unknown date: a question mark in a dashed ring.
func (c *canvas) question(x, y float64, e Event, room float64) {
	c.draw(`<circle cx="%.1f" cy="%.1f" r="11" stroke-dasharray="3 3" class="d-hollow"/>`, x, y)
	c.draw(`<text x="%.1f" y="%.1f" font-size="%d" text-anchor="middle" class="d-strong" aria-hidden="true">?</text>`, x, y+4.5, textSize)
	c.text(x+18, y-2, textSize, "d-strong", fit(e.Label, textSize, room))
	c.text(x+18, y+13, smallSize, "d-soft", fit(e.when(), smallSize, room))
}
