// SPDX-License-Identifier: AGPL-3.0-only

package storage_test

import (
	"bytes"
	"image"
	stdjpeg "image/jpeg"
	stdpng "image/png"
	"io"
	"testing"
)

const pdfHead, pdfTail = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "%%EOF\n"

// pdf gives bytes of this length that begin and end as a PDF does.
func pdf(length int) []byte {
	b := append([]byte(pdfHead), bytes.Repeat([]byte("a line of the decision\n"), length/23+1)...)
	return append(b[:length-len(pdfTail)], pdfTail...)
}

// longPDF is pdf without holding its bytes.
func longPDF(length int64) io.Reader {
	return io.MultiReader(bytes.NewReader([]byte(pdfHead)),
		io.LimitReader(zeros{}, length-int64(len(pdfHead)+len(pdfTail))), bytes.NewReader([]byte(pdfTail)))
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func picture(width, height int) image.Image {
	grey := image.NewGray(image.Rect(0, 0, width, height))
	for i := range grey.Pix {
		grey.Pix[i] = byte(i * i)
	}
	return grey
}

func jpeg(t testing.TB, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdjpeg.Encode(&b, picture(width, height), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func png(t testing.TB, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdpng.Encode(&b, picture(width, height)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
