// SPDX-License-Identifier: AGPL-3.0-only

package drawing

// Sizes of the narrow ribbon.
const (
	narrowAxis = 20.0
	narrowStep = 46.0 // the least distance between two labels
	narrowRoom = narrowWidth - 60
	narrowLong = 260.0 // what the whole time would take, were no label in the way
)

// narrowRibbon draws the line downwards, for the telephone: distances follow
// the time as far as the labels leave room.
func narrowRibbon(in RibbonInput) (string, *canvas) {
	c := &canvas{}
	known, unknown := in.split()
	s := scaleOf(known, in.Periods, 24, 24+narrowLong)
	at := spread(known, s)
	bottom := 24.0
	if len(at) > 0 {
		bottom = at[len(at)-1]
		c.draw(`<path d="M%.1f 4L%.1f %.1f" stroke-width="2" class="d-line"/>`, narrowAxis, narrowAxis, bottom+18)
		c.narrowPeriods(in.Periods, known, at)
	}
	for i, e := range known {
		c.narrowEvent(e, at[i])
	}
	y := bottom + narrowStep
	if len(at) == 0 {
		y = bottom
	}
	for _, e := range unknown {
		c.question(narrowAxis, y, e, narrowRoom)
		y += narrowStep
	}
	return c.finish(narrowWidth, y-narrowStep+30, in.class("narrow"), "img", in.Title, in.describe()), c
}

// spread gives each event its place down the line, never closer than a label.
func spread(known []Event, s scale) []float64 {
	at := make([]float64, len(known))
	for i, e := range known {
		at[i] = s.at(e.On)
		if i > 0 {
			at[i] = max(at[i], at[i-1]+narrowStep)
		}
	}
	return at
}

// narrowPeriods hatches the periods between the events that bound them.
func (c *canvas) narrowPeriods(periods []Period, known []Event, at []float64) {
	for _, p := range periods {
		if !p.drawn() {
			continue
		}
		var from, to float64
		for i, e := range known {
			if !e.On.After(p.From) {
				from = at[i]
			}
			if !e.On.After(p.To) {
				to = at[i]
			}
		}
		if from == 0 {
			from = at[0]
		}
		if to > from {
			c.hatch(narrowAxis-bandHeight/2, from, bandHeight, to-from)
		}
	}
}

// narrowEvent draws one event at the right of the line.
func (c *canvas) narrowEvent(e Event, y float64) {
	f := flag{x: narrowAxis + 18, label: fit(e.Label, textSize, narrowRoom), when: fit(e.when(), smallSize, narrowRoom), kind: e.Kind}
	switch e.Kind {
	case Safe:
		c.line(narrowAxis, y, f.x, y, "d-safe")
		c.stamp(f.x, y-flagHeight/2, f)
	default:
		c.line(narrowAxis, y, f.x-4, y, "d-tick")
		c.text(f.x, y-1, textSize, "d-strong", f.label)
		c.text(f.x, y+14, smallSize, "d-soft", f.when)
	}
	c.dot(narrowAxis, y, e.Kind)
}
