// SPDX-License-Identifier: AGPL-3.0-only

package pdf

// Signature blocks stand two to a row; a lone one stands on the right.
const (
	signatureWidth = 70.0
	signatureRoom  = 21.0
)

// Signatures adds the blocks to sign, each kept whole.
func (d *Document) Signatures(signatures []Signature) {
	d.add(func(f *flow) {
		for i := 0; i < len(signatures); i += 2 {
			row := signatures[i:min(i+2, len(signatures))]
			f.add(8, 6, f.sign(row))
		}
	})
}

// sign lays one row of blocks in one strip.
func (f *flow) sign(row []Signature) strip {
	xs := []float64{0, measure - signatureWidth}
	if len(row) == 1 {
		xs = xs[1:]
	}
	noteHeight := 0.0
	for _, s := range row {
		noteHeight = max(noteHeight, height(f.compose(Plain(s.Note), regular, quoteSize, signatureWidth, Left, false), quoteSize))
	}
	out := strip{}
	for i, s := range row {
		f.block(&out, s, xs[i], noteHeight)
	}
	return out
}

// block draws one signature at x; rooms to sign align across the row.
func (f *flow) block(out *strip, s Signature, x, noteHeight float64) {
	f.write(out, Plain(s.Note), regular, x, 0)
	y := noteHeight + signatureRoom
	out.rules = append(out.rules, rule{x, y, signatureWidth, 0.15, false})
	y = f.write(out, Plain(s.Name), bold, x, y+1.2)
	y = f.write(out, Plain(s.Capacity), italic, x, y)
	out.height = max(out.height, y)
}

// write adds lines to a strip from a height and returns where they end.
func (f *flow) write(out *strip, text Text, base face, x, y float64) float64 {
	lines := f.compose(text, base, quoteSize, signatureWidth, Left, false)
	for _, s := range stripsOf(lines, quoteSize, 1.3, x) {
		for _, m := range s.marks {
			m.y += y
			out.marks = append(out.marks, m)
		}
		y += s.height
	}
	return y
}

func height(lines []line, size float64) float64 {
	return float64(len(lines)) * millimetres(size*1.3)
}
