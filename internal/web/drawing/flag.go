// SPDX-License-Identifier: AGPL-3.0-only

package drawing

import (
	"cmp"
	"slices"
)

// Sizes of a flag: a label of two lines on a pole that stands on the line of
// time.
const (
	flagHeight = 38
	flagPad    = 6
)

// flag is a label planted at a place of the line of time. place gives it a
// lane (0 is next to the line) and a side.
type flag struct {
	x           float64
	label, when string
	kind        Kind
	lane        int
	left        bool // the label stands left of its pole
}

// width is the room the two lines take, with the gap to the pole.
func (f flag) width() float64 {
	w := max(textWidth(f.label, textSize), textWidth(f.when, smallSize))
	if f.kind == Safe {
		w += 2 * flagPad // the frame of the stamp
	}
	return w + 2*flagPad
}

// span is the stretch of the line the label stands over.
func (f flag) span() (from, to float64) {
	if f.left {
		return f.x - f.width(), f.x
	}
	return f.x, f.x + f.width()
}

// over reports whether the label of f stands over the place x.
func (f flag) over(x float64) bool {
	from, to := f.span()
	return x > from && x < to
}

// clashes reports whether two flags would touch: label on label in the same
// lane, or the pole of the higher one through the label of the lower one.
func (f flag) clashes(o flag) bool {
	switch {
	case f.lane == o.lane:
		from, to := f.span()
		start, end := o.span()
		return from < end && start < to
	case f.lane > o.lane:
		return o.over(f.x)
	default:
		return f.over(o.x)
	}
}

// place gives every flag a side and the lowest lane where it touches no other.
// The paper goes from from to to. It returns how many lanes are needed.
//
// Flags that fly to the right are placed from the right, so that each rises
// above those its label stands over; then those that fly to the left, from the
// left, for the same reason.
func place(flags []flag, from, to float64) int {
	turn(flags, from, to)
	slices.SortStableFunc(flags, inOrderOfPlacing)
	lanes := 0
	for i := range flags {
		flags[i].settle(flags[:i])
		lanes = max(lanes, flags[i].lane+1)
	}
	return lanes
}

// turn makes the flags at the end of the paper fly to the left, and with them
// those whose label would otherwise be caught between two poles.
func turn(flags []flag, from, to float64) {
	for i, f := range flags {
		flags[i].left = f.x+f.width() > to
	}
	for range flags {
		for i, f := range flags {
			caught := func(o flag) bool { return o.left && f.over(o.x) && o.over(f.x) }
			if !f.left && f.x-f.width() >= from && slices.ContainsFunc(flags, caught) {
				flags[i].left = true
			}
		}
	}
}

// inOrderOfPlacing puts flags to the right first, from the right, then flags
// to the left, from the left.
func inOrderOfPlacing(a, b flag) int {
	switch {
	case a.left != b.left && a.left:
		return 1
	case a.left != b.left:
		return -1
	case a.left:
		return cmp.Compare(a.x, b.x)
	default:
		return cmp.Compare(b.x, a.x)
	}
}

// settle finds the lane of one flag among those already placed.
func (f *flag) settle(placed []flag) {
	for f.lane = 0; f.lane < len(placed); f.lane++ {
		if !slices.ContainsFunc(placed, f.clashes) {
			return
		}
	}
}

// plant draws a flag whose label has its top at top, on a pole from the line
// at axis.
func (c *canvas) plant(f flag, top, axis float64) {
	end := top
	if top > axis {
		end = top + flagHeight - 4
	}
	from, _ := f.span()
	switch f.kind {
	case Safe:
		c.line(f.x, axis, f.x, top, "d-safe")
		c.stamp(from, top, f)
		return
	case Today:
		c.draw(`<path d="M%.1f %.1fL%.1f %.1f" stroke-dasharray="3 3" class="d-tick"/>`, f.x, axis, f.x, end)
	default:
		c.line(f.x, axis, f.x, end, "d-tick")
	}
	if f.left {
		c.textEnd(f.x-flagPad, top+13, textSize, "d-strong", f.label)
		c.textEnd(f.x-flagPad, top+29, smallSize, "d-soft", f.when)
		return
	}
	c.text(f.x+flagPad, top+13, textSize, "d-strong", f.label)
	c.text(f.x+flagPad, top+29, smallSize, "d-soft", f.when)
}

// stamp draws the last safe day the way a date stamp would print it.
func (c *canvas) stamp(x, top float64, f flag) {
	w := f.width()
	c.draw(`<rect x="%.1f" y="%.1f" width="%.1f" height="%d" stroke-width="2" class="d-safe"/>`, x, top, w, flagHeight)
	c.text(x+2*flagPad, top+15, textSize, "d-strong d-safe-text", f.label)
	c.text(x+2*flagPad, top+31, smallSize, "d-safe-text", f.when)
}
