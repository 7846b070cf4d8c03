// SPDX-License-Identifier: AGPL-3.0-only

package storage

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	fileNameMax  = 150 // bytes
	extensionMax = 12  // bytes, dot included: longer is no extension
	noFileName   = "document"
)

// CleanName makes the name of a sent file fit to be shown and saved: without
// folders, control or direction characters, in NFC, at most 150 bytes, its
// extension kept. A name of which nothing is left becomes "document".
func CleanName(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = norm.NFC.String(strings.Map(shown, name))
	name = strings.TrimLeft(strings.Join(strings.Fields(name), " "), ". ")
	name = strings.TrimRight(shorten(name), ". ")
	if name == "" {
		return noFileName
	}
	return name
}

// shown drops what has no shape of its own: control characters, and formats
// such as U+202E, which makes "exe.pdf" out of "fdp.exe".
func shown(r rune) rune {
	if unicode.IsSpace(r) {
		return ' '
	}
	if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) || r == utf8.RuneError {
		return -1
	}
	return r
}

func shorten(name string) string {
	if len(name) <= fileNameMax {
		return name
	}
	extension := path.Ext(name)
	if len(extension) > extensionMax {
		extension = ""
	}
	stem := name[:fileNameMax-len(extension)]
	for !utf8.ValidString(stem) {
		stem = stem[:len(stem)-1]
	}
	return strings.TrimRight(stem, ". ") + extension
}
