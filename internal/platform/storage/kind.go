// SPDX-License-Identifier: AGPL-3.0-only

package storage

import (
	"bytes"
	"encoding/binary"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"contrechamp.org/contrechamp/internal/platform/problem"
)

// Type is a kind of file that may be kept, as its media type.
type Type string

// The kinds of file that people may send.
const (
	PDF  Type = "application/pdf"
	JPEG Type = "image/jpeg"
	PNG  Type = "image/png"
)

// Rules say what a sent file may be.
type Rules struct {
	Limit int64 // in bytes
	Types []Type
}

// The refusals of a sent file. Those that name a value are sent with it.
var (
	errEmpty         = problem.New(problem.Invalid, "file.empty")
	errTooLarge      = problem.New(problem.TooLarge, "file.too_large")       // Limit, in bytes
	errTooManyPixels = problem.New(problem.TooLarge, "file.too_many_pixels") // Name, Limit
	errNotWhatItSays = problem.New(problem.Invalid, "file.not_what_it_says") // Name, Found
	errKindRefused   = problem.New(problem.Invalid, "file.kind_refused")     // Name
	errCut           = problem.New(problem.Invalid, "file.cut")
)

const (
	headSize  = 3072 // what the detectors look at
	tailSize  = 2048 // where the end mark of a PDF may be
	pixelsMax = 100_000_000
)

var extensions = map[string]Type{".pdf": PDF, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}

// claimed is the kind that the file's name announces.
func (r Rules) claimed(name string) (Type, error) {
	kind, known := extensions[strings.ToLower(path.Ext(name))]
	if !known || !slices.Contains(r.Types, kind) {
		return "", errKindRefused.With("Name", name)
	}
	return kind, nil
}

var signatures = map[Type]string{PDF: "%PDF-", JPEG: "\xff\xd8\xff", PNG: "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"}

// checkHead wants two detectors that know nothing of each other, and the
// signature at the very first byte, to agree with the name: a file that
// programs take for different things is how one passes for another.
func checkHead(kind Type, name string, head []byte) error {
	first := mimetype.Detect(head).String()
	second := http.DetectContentType(head)
	for _, found := range []string{first, second} {
		if found != string(kind) {
			return errNotWhatItSays.With("Name", name, "Found", found)
		}
	}
	if !bytes.HasPrefix(head, []byte(signatures[kind])) {
		return errNotWhatItSays.With("Name", name, "Found", "application/octet-stream")
	}
	if kind == PNG {
		return checkPixels(name, head)
	}
	return nil
}

// checkPixels refuses a picture that takes gigabytes once unpacked, however
// small its file.
func checkPixels(name string, head []byte) error {
	if len(head) < 24 {
		return errCut
	}
	width, height := binary.BigEndian.Uint32(head[16:]), binary.BigEndian.Uint32(head[20:])
	if uint64(width)*uint64(height) > pixelsMax {
		return errTooManyPixels.With("Name", name, "Limit", int64(pixelsMax))
	}
	return nil
}

// checkTail wants the mark with which a whole file of this kind ends. A PDF may
// have something after it, as readers accept, but no more than 2 KB: an archive
// of some size behind a PDF is refused. Cameras pad JPEG files with zeros.
func checkTail(kind Type, tail []byte) error {
	whole := false
	switch kind {
	case PDF:
		whole = bytes.Contains(tail, []byte("%%EOF"))
	case JPEG:
		whole = bytes.HasSuffix(bytes.TrimRight(tail, "\x00"), []byte("\xff\xd9"))
	case PNG:
		whole = bytes.HasSuffix(tail, []byte("\x00\x00\x00\x00IEND\xae\x42\x60\x82"))
	}
	if !whole {
		return errCut
	}
	return nil
}
