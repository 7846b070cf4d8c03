// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// family is the name under which the writer knows the fonts. Libertinus Serif
// has every Latin letter, Greek and Cyrillic, and its licence (SIL OFL) allows
// embedding; see fonts/OFL.txt.
const family = "libertinus"

var (
	//go:embed fonts/LibertinusSerif-Regular.ttf
	regularTTF []byte
	//go:embed fonts/LibertinusSerif-Bold.ttf
	boldTTF []byte
	//go:embed fonts/LibertinusSerif-Italic.ttf
	italicTTF []byte
	//go:embed fonts/LibertinusSerif-BoldItalic.ttf
	boldItalicTTF []byte
)

// face is one of the four fonts.
type face uint8

const (
	regular face = iota
	bold
	italic
	boldItalic
	faceCount
)

// faceOf is the face of a span.
func faceOf(isBold, isItalic bool) face {
	switch {
	case isBold && isItalic:
		return boldItalic
	case isBold:
		return bold
	case isItalic:
		return italic
	}
	return regular
}

// ttf gives the font file.
func (f face) ttf() []byte {
	return [faceCount][]byte{regularTTF, boldTTF, italicTTF, boldItalicTTF}[f]
}

// style is the writer's name for the face.
func (f face) style() fontstyle.Type {
	return [faceCount]fontstyle.Type{
		fontstyle.Normal, fontstyle.Bold, fontstyle.Italic, fontstyle.BoldItalic,
	}[f]
}

// noGlyph marks a character that a font lacks.
const noGlyph = ^uint16(0)

// advances holds the width of every character of the basic plane, in
// thousandths of the type size, as the writer rounds them too.
type advances [1 << 16]uint16

var loaded = [faceCount]func() *advances{
	sync.OnceValue(func() *advances { return readAdvances(regular) }),
	sync.OnceValue(func() *advances { return readAdvances(bold) }),
	sync.OnceValue(func() *advances { return readAdvances(italic) }),
	sync.OnceValue(func() *advances { return readAdvances(boldItalic) }),
}

// readAdvances reads an embedded font; it can only fail if the program was
// built with a damaged file, and then nothing could be printed.
func readAdvances(f face) *advances {
	parsed, err := sfnt.Parse(f.ttf())
	if err != nil {
		panic(fmt.Sprintf("pdf: embedded font %d: %v", f, err))
	}
	var table advances
	var buffer sfnt.Buffer
	for r := range table {
		table[r] = advanceOf(parsed, &buffer, rune(r))
	}
	return &table
}

func advanceOf(parsed *sfnt.Font, buffer *sfnt.Buffer, r rune) uint16 {
	glyph, err := parsed.GlyphIndex(buffer, r)
	if err != nil || glyph == 0 {
		return noGlyph
	}
	width, err := parsed.GlyphAdvance(buffer, glyph, fixed.I(1000), font.HintingNone)
	if err != nil {
		return noGlyph
	}
	return uint16(width.Round())
}

// has reports whether the face can draw a character.
func (f face) has(r rune) bool {
	return r >= 0 && r < 1<<16 && loaded[f]()[r] != noGlyph
}

// millimetres is the length of a type size given in points.
func millimetres(points float64) float64 { return points * 25.4 / 72 }

// width measures clean text at a type size in points, in millimetres.
func (f face) width(s string, size float64) float64 {
	table, sum := loaded[f](), 0
	for _, r := range s {
		if r < 1<<16 && table[r] != noGlyph {
			sum += int(table[r])
		}
	}
	return millimetres(float64(sum) / 1000 * size)
}
