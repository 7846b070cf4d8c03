// SPDX-License-Identifier: AGPL-3.0-only

package drawing

import (
	"strconv"

	"contrechamp.org/contrechamp/internal/platform/calendar"
)

// HorizonInput is the life of an authorisation, at most five years (art.
// L. 252-4 of the Code de la sécurité intérieure), and the window before its
// end in which the renewal is asked for. Each Event gives the day, its label
// and its date in words; a day that is unknown is listed as such.
type HorizonInput struct {
	Title   string
	Summary string
	Start   Event // when the authorisation began
	Window  Event // when the window opens; it closes with End
	End     Event // when the authorisation expires
	Today   Event
}

// Horizon draws the life of an authorisation as one bar: what has passed is
// filled, the window before its end is hatched, today stands below.
func Horizon(in HorizonInput) string {
	wide, _ := horizon(in, wideWidth, "wide")
	narrow, _ := horizon(in, narrowWidth, "narrow")
	return wide + narrow
}

// events are the four days in the order they are told.
func (in HorizonInput) events() []Event {
	start, window, end, today := in.Start, in.Window, in.End, in.Today
	today.Kind = Today
	return []Event{start, window, end, today}
}

// describe is the text alternative.
func (in HorizonInput) describe() string {
	return RibbonInput{Summary: in.Summary, Events: in.events()}.describe()
}

// horizon draws the bar on paper of the given width. It also returns the
// canvas, for the tests.
func horizon(in HorizonInput, width float64, class string) (string, *canvas) {
	c := &canvas{}
	known, unknown := RibbonInput{Events: in.events()}.split()
	s := scaleOf(known, nil, 6, width-6)
	above, below := flagsOf(known, s)
	up, down := place(above, 0, width), place(below, 0, width)
	axis := float64(up*flagHeight) + 20
	height := axis + 36
	if len(known) > 0 {
		c.bar(in, s, axis)
		c.plantAll(above, below, axis, 30)
		c.yearNames(s, axis, below)
		height += float64(down * (flagHeight + 6))
	} else {
		height = 8
	}
	for _, e := range unknown {
		if e.Label == "" {
			continue
		}
		c.question(14, height+12, e, width-60)
		height += unknownStep
	}
	return c.finish(width, height, class, "img", in.Title, in.describe()), c
}

// bar draws the authorisation, the part that has passed and the window.
func (c *canvas) bar(in HorizonInput, s scale, axis float64) {
	c.draw(`<path d="M%.1f %.1fL%.1f %.1f" stroke-width="2" class="d-line"/>`, s.left, axis, s.right, axis)
	if in.Start.known() && in.End.known() {
		from, to := s.at(in.Start.On), s.at(in.End.On)
		c.draw(`<rect x="%.1f" y="%.1f" width="%.1f" height="%d" class="d-node"/>`, from, axis-bandHeight/2, to-from, bandHeight)
		if now := min(s.at(in.Today.On), to); in.Today.known() && now > from {
			c.draw(`<rect x="%.1f" y="%.1f" width="%.1f" height="%d" class="d-window"/>`, from, axis-bandHeight/2, now-from, bandHeight)
		}
	}
	if in.Window.known() && in.End.known() {
		from, to := s.at(in.Window.On), s.at(in.End.On)
		c.hatch(from, axis-bandHeight/2, to-from, bandHeight)
	}
}

// yearNames writes the years under the bar where neither the ends nor a pole
// is in the way.
func (c *canvas) yearNames(s scale, axis float64, below []flag) {
	const half = 17.0
	last := 0.0
	for _, d := range s.years() {
		x := s.at(d)
		c.line(x, axis+bandHeight/2, x, axis+bandHeight/2+4, "d-line")
		if x-half < last || x+half > s.right || near(x, below, half+4) {
			continue
		}
		last = x + half
		c.text(x-half+2, axis+bandHeight/2+17, 11, "d-soft", yearOf(d))
	}
}

// near reports whether a pole stands within reach of x.
func near(x float64, flags []flag, reach float64) bool {
	for _, f := range flags {
		if x-reach < f.x && f.x < x+reach {
			return true
		}
	}
	return false
}

// yearOf is the year in digits.
func yearOf(d calendar.Day) string { return strconv.Itoa(d.Year()) }
