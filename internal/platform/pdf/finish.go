// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	errShape  = errors.New("the writer's output has not the expected shape")
	trailerRE = regexp.MustCompile(`^trailer\n<<\n/Size (\d+)\n/Root (\d+) 0 R\n/Info (\d+) 0 R\n>>\nstartxref\n(\d+)\n%%EOF\n$`)
	kidsRE    = regexp.MustCompile(`^1 0 obj\n<</Type /Pages\n/Kids \[((?:\d+ 0 R )+)\]\n`)
)

// header opens the file; the second line marks it as binary, as the standard
// advises.
const header = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

// file is the writer's output, taken apart.
type file struct {
	body    []byte // objects 1 to the one before Info, after the header
	offsets []int  // of those objects, in body; index 0 is object 1
	kids    []int  // object numbers of the pages, in order
}

// finish replaces the writer's last two objects, document information and
// catalogue, by ours, and adds the outline and the identifier. It reads only
// what the writer is known to produce and refuses anything else.
func finish(raw []byte, pages int, meta Meta, language string, entries []outlineEntry) ([]byte, error) {
	in, err := take(raw)
	if err != nil {
		return nil, err
	}
	if len(in.kids) != pages {
		return nil, fmt.Errorf("%w: %d pages written, %d laid out", errShape, len(in.kids), pages)
	}
	w := &assembler{buffer: bytes.NewBufferString(header)}
	for _, offset := range in.offsets {
		w.offsets = append(w.offsets, offset+len(header))
	}
	w.buffer.Write(in.body)
	outline := w.outline(entries, in.kids)
	info := w.object(information(meta))
	root := w.object(catalogue(language, outline))
	return w.close(root, info), nil
}

// take reads the cross-reference table and cuts the file before Info.
func take(raw []byte) (file, error) {
	at := bytes.LastIndex(raw, []byte("\ntrailer\n"))
	if at < 0 {
		return file{}, errShape
	}
	match := trailerRE.FindSubmatch(raw[at+1:])
	if match == nil {
		return file{}, errShape
	}
	size, root, info, xref := decimal(match[1]), decimal(match[2]), decimal(match[3]), decimal(match[4])
	if root != size-1 || info != size-2 || info < 2 || xref < 0 || xref > at {
		return file{}, errShape
	}
	offsets, err := table(raw[xref:at+1], size)
	if err != nil {
		return file{}, err
	}
	return split(raw, offsets[:info])
}

// decimal reads digits; -1 when they are too many, which no check accepts.
func decimal(digits []byte) int {
	n, err := strconv.Atoi(string(digits))
	if err != nil {
		return -1
	}
	return n
}

// table reads the offsets of objects 1 to size-1.
func table(section []byte, size int) ([]int, error) {
	head := fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", size)
	entries, ok := bytes.CutPrefix(section, []byte(head))
	if !ok || len(entries) != 20*(size-1) {
		return nil, errShape
	}
	offsets := make([]int, size-1)
	for i := range offsets {
		entry := entries[20*i : 20*i+20]
		if offsets[i] = decimal(entry[:10]); string(entry[10:]) != " 00000 n \n" {
			return nil, errShape
		}
	}
	return offsets, nil
}

// split keeps the objects before Info, whose offset is the last one given, and
// reads the pages' numbers.
func split(raw []byte, offsets []int) (file, error) {
	start := bytes.IndexByte(raw, '\n') + 1
	end := offsets[len(offsets)-1]
	if !bytes.HasPrefix(raw, []byte("%PDF-1.")) || end > len(raw) || end < start {
		return file{}, errShape
	}
	f := file{body: raw[start:end]}
	for i, offset := range offsets[:len(offsets)-1] {
		if offset < start || offset > end || !bytes.HasPrefix(raw[offset:end], fmt.Appendf(nil, "%d 0 obj\n", i+1)) {
			return file{}, errShape
		}
		f.offsets = append(f.offsets, offset-start)
	}
	match := kidsRE.FindSubmatch(f.body[f.offsets[0]:])
	if match == nil {
		return file{}, errShape
	}
	for kid := range strings.SplitSeq(strings.TrimSpace(string(match[1])), " 0 R") {
		if kid = strings.TrimSpace(kid); kid != "" {
			f.kids = append(f.kids, decimal([]byte(kid)))
		}
	}
	return f, nil
}

// assembler appends objects and ends the file.
type assembler struct {
	buffer  *bytes.Buffer
	offsets []int
}

// next is the number of the object to come.
func (w *assembler) next() int { return len(w.offsets) + 1 }

// object appends one object and gives its number.
func (w *assembler) object(content string) int {
	n := w.next()
	w.offsets = append(w.offsets, w.buffer.Len())
	fmt.Fprintf(w.buffer, "%d 0 obj\n%s\nendobj\n", n, content)
	return n
}

// close writes the cross-reference table and the trailer. The identifier is
// drawn from the content, not from the clock.
func (w *assembler) close(root, info int) []byte {
	sum := sha256.Sum256(w.buffer.Bytes())
	start := w.buffer.Len()
	fmt.Fprintf(w.buffer, "xref\n0 %d\n0000000000 65535 f \n", w.next())
	for _, offset := range w.offsets {
		fmt.Fprintf(w.buffer, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(w.buffer, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%x> <%x>] >>\nstartxref\n%d\n%%%%EOF\n",
		w.next(), root, info, sum[:16], sum[:16], start)
	return w.buffer.Bytes()
}

// information is the document information dictionary. It names the program and
// neither the machine nor the person who ran it.
func information(meta Meta) string {
	out := "<< /Producer (Contrechamp) /Creator (Contrechamp)"
	for _, entry := range []struct{ key, value string }{
		{"Title", meta.Title}, {"Author", meta.Author}, {"Subject", meta.Subject},
	} {
		if entry.value != "" {
			out += " /" + entry.key + " " + pdfString(entry.value)
		}
	}
	if !meta.CreatedAt.IsZero() {
		date := pdfDate(meta.CreatedAt)
		out += " /CreationDate " + date + " /ModDate " + date
	}
	return out + " >>"
}

// pdfDate writes an instant in universal time, so that the zone of the machine
// leaves no trace.
func pdfDate(t time.Time) string {
	return "(D:" + t.UTC().Format("20060102150405") + "Z)"
}

func catalogue(language string, outline int) string {
	out := "<< /Type /Catalog /Pages 1 0 R /Lang " + pdfString(language) +
		" /ViewerPreferences << /DisplayDocTitle true >>"
	if outline > 0 {
		out += fmt.Sprintf(" /Outlines %d 0 R /PageMode /UseOutlines", outline)
	}
	return out + " >>"
}
