// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import (
	"strings"
	"unicode"
)

// run is a stretch of text in one face.
type run struct {
	text  string
	face  face
	width float64
}

// box is what a line cannot cut: a word, or a part of one. space says whether
// a space follows it, ends whether the line must end after it.
type box struct {
	runs  []run
	width float64
	space bool
	ends  bool
}

// setter cuts text into boxes for one type size and line width.
type setter struct {
	cleaner *cleaner
	justify bool
	size    float64
	measure float64
	boxes   []box
	current box
}

// boxesOf cuts a text at its spaces, and words at their hyphens where that
// spares justified lines a hole; a word wider than the line is cut by its
// measured width.
func boxesOf(c *cleaner, text Text, base face, size, measure float64, justify bool) []box {
	s := &setter{cleaner: c, justify: justify, size: size, measure: measure}
	for _, span := range text {
		f := faceOf(span.Bold || base == bold || base == boldItalic,
			span.Italic || base == italic || base == boldItalic)
		s.add(c.clean(span.Text, f), f)
	}
	s.close(false, false)
	return s.boxes
}

func (s *setter) add(text string, f face) {
	for text != "" {
		at := strings.IndexAny(text, " \n")
		if at < 0 {
			s.word(text, f)
			return
		}
		s.word(text[:at], f)
		s.close(text[at] == ' ', text[at] == '\n')
		text = text[at+1:]
	}
}

// close ends the current box.
func (s *setter) close(space, ends bool) {
	if len(s.current.runs) == 0 {
		s.closeEmpty(ends)
		return
	}
	s.current.space, s.current.ends = space, ends
	s.boxes = append(s.boxes, s.current)
	s.current = box{}
}

// closeEmpty drops repeated spaces and keeps empty lines.
func (s *setter) closeEmpty(ends bool) {
	if !ends {
		if n := len(s.boxes); n > 0 && !s.boxes[n-1].ends {
			s.boxes[n-1].space = true
		}
		return
	}
	if n := len(s.boxes); n > 0 && s.boxes[n-1].space && !s.boxes[n-1].ends {
		s.boxes[n-1].ends = true
		return
	}
	s.boxes = append(s.boxes, box{ends: true})
}

// word adds one word, in parts when it can or must be cut.
func (s *setter) word(text string, f face) {
	for i, part := range s.parts(text, f) {
		if i > 0 {
			s.close(false, false)
		}
		s.part(part, f)
	}
}

// part adds a stretch to the current box, cutting it where the line is full.
func (s *setter) part(text string, f face) {
	for text != "" {
		fitting := fit(text, f, s.size, s.measure-s.current.width)
		if fitting < len(text) && len(s.current.runs) > 0 {
			s.close(false, false)
			continue
		}
		s.push(text[:fitting], f)
		text = text[fitting:]
	}
}

func (s *setter) push(text string, f face) {
	width := f.width(text, s.size)
	s.current.runs = append(s.current.runs, run{text, f, width})
	s.current.width += width
}

// fit gives how many bytes of text fit a width; at least one character.
func fit(text string, f face, size, width float64) int {
	sum := 0.0
	for i, r := range text {
		sum += f.width(string(r), size)
		if sum > width+1e-9 && i > 0 {
			return i
		}
	}
	return len(text)
}

// parts cuts a justified word after a hyphen between two groups of three
// letters, which spares article numbers ("L. 252-1") and inversions ("a-t-il");
// a word too wide for a third of a justified line, or for a whole ragged one,
// is also cut after its slashes and other hyphens, as web addresses need.
func (s *setter) parts(text string, f face) []string {
	if !strings.ContainsAny(text, "-/") {
		return []string{text}
	}
	limit := s.measure
	if s.justify {
		limit /= 3
	}
	long := f.width(text, s.size) > limit
	var out []string
	runes, from := []rune(text), 0
	for i := 0; i < len(runes)-1; i++ {
		if s.cuts(runes, i, long) {
			out = append(out, string(runes[from:i+1]))
			from = i + 1
		}
	}
	return append(out, string(runes[from:]))
}

func (s *setter) cuts(runes []rune, i int, long bool) bool {
	if long && (runes[i] == '-' || runes[i] == '/') {
		return true
	}
	return s.justify && runes[i] == '-' && letters(runes, i-3, i) && letters(runes, i+1, i+4)
}

func letters(runes []rune, from, to int) bool {
	if from < 0 || to > len(runes) {
		return false
	}
	for _, r := range runes[from:to] {
		if !unicode.IsLetter(r) {
			return false
		}
	}
	return true
}
