// SPDX-License-Identifier: AGPL-3.0-only

package seal

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

var (
	// ErrOtherObject says that the sealed bytes are those of another object,
	// put in the place of the one asked for.
	ErrOtherObject = errors.New("these are the bytes of another object")
	// ErrWrongKey says that another key sealed these bytes.
	ErrWrongKey = errors.New("another key sealed this object")
)

// heading begins every sealed file, in front of its name and a line feed: it
// binds the bytes to the name, which age alone does not.
const heading = "contrechamp object 1 "

func headingOf(name string) (string, error) {
	if name == "" || strings.ContainsAny(name, "\n\r") {
		return "", fmt.Errorf("sealing: %q cannot be an object's name", name)
	}
	return heading + name + "\n", nil
}

// Seal gives a writer that seals what it receives and passes it on to dst. The
// object is complete only once Close has returned without error; dst stays open.
func (k *Key) Seal(dst io.Writer, name string) (io.WriteCloser, error) {
	head, err := headingOf(name)
	if err != nil {
		return nil, err
	}
	w, err := age.Encrypt(dst, k.recipient)
	if err != nil {
		return nil, fmt.Errorf("sealing %s: %w", name, err)
	}
	if _, err := io.WriteString(w, head); err != nil {
		return nil, fmt.Errorf("sealing %s: %w", name, err)
	}
	return w, nil
}

// Sealed is Seal for those who are read from: it gives the sealed form of src
// as it is asked for, one chunk at a time. An error of src comes through as it is.
func (k *Key) Sealed(src io.Reader, name string) (io.Reader, error) {
	head, err := headingOf(name)
	if err != nil {
		return nil, err
	}
	r, err := age.EncryptReader(io.MultiReader(strings.NewReader(head), src), k.recipient)
	if err != nil {
		return nil, fmt.Errorf("sealing %s: %w", name, err)
	}
	return r, nil
}

// Open gives the bytes that were sealed under this name; size is the length of
// the sealed form. It refuses a cut file at once, a foreign key with
// ErrWrongKey and a foreign object with ErrOtherObject. Altered bytes are found
// when their chunk is read: the read fails, and hands out nothing of that chunk.
func (k *Key) Open(src io.ReaderAt, size int64, name string) (*io.SectionReader, error) {
	head, err := headingOf(name)
	if err != nil {
		return nil, err
	}
	plain, length, err := age.DecryptReaderAt(src, size, k.identity)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, fmt.Errorf("opening %s: %w", name, ErrWrongKey)
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	from := int64(len(head))
	if length < from {
		return nil, fmt.Errorf("opening %s: %w", name, ErrOtherObject)
	}
	found := make([]byte, from)
	if _, err := io.ReadFull(io.NewSectionReader(plain, 0, from), found); err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	if string(found) != head {
		return nil, fmt.Errorf("opening %s: %w", name, ErrOtherObject)
	}
	return io.NewSectionReader(plain, from, length-from), nil
}
