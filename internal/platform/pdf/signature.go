// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import "context"

// Signature blocks stand two to a row; a lone one stands on the left,
// below the others.
const (
	signatureWidth = 70.0
	signatureRoom  = 21.0
)

// Signatures adds the blocks to sign, each kept whole. The first row stays on
// the page of the last piece of text above it, so that no page holds signatures
// of nothing.
func (d *Document) Signatures(signatures []Signature) {
	if last := len(d.blocks) - 1; last >= 0 && len(signatures) > 0 {
		d.blocks[last] = d.blocks[last].held()
	}
	d.add(func(f *flow) {
		f.held = false
		for i := 0; i < len(signatures); i += 2 {
			row := signatures[i:min(i+2, len(signatures))]
			f.add(8, 6, f.sign(row))
		}
	})
}

// held lays the block out so that its last piece waits for the next block.
func (b block) held() block {
	return func(ctx context.Context, f *flow) error {
		f.holding = true
		defer func() { f.holding = false }()
		return b(ctx, f)
	}
}

// sign lays one row of blocks in one strip.
func (f *flow) sign(row []Signature) strip {
	xs := []float64{0, measure - signatureWidth}
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
