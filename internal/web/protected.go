// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"bytes"
	"io"
	"regexp"
	"slices"
)

// encryption is how the trailer of a PDF names the object that says how it is
// encrypted (ISO 32000-1, 7.5.5).
var encryption = regexp.MustCompile(`/Encrypt\s+\d+\s+\d+\s+R`)

// protection watches a document that streams by and notes whether it seems to be
// a PDF behind a password, which a court could not open. It changes nothing.
type protection struct {
	of   io.Reader
	last []byte // the end of what went by, for a name that two reads share
	Seen bool
}

const longestEncryption = 64 // bytes that the name and its reference take at most

// Read gives the next bytes, as they are.
func (p *protection) Read(into []byte) (int, error) {
	n, err := p.of.Read(into)
	if !p.Seen {
		window := slices.Concat(p.last, into[:n])
		p.Seen = bytes.Contains(window, []byte("/Encrypt")) && encryption.Match(window)
		p.last = bytes.Clone(window[max(0, len(window)-longestEncryption):])
	}
	return n, err
}
