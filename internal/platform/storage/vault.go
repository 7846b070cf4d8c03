// SPDX-License-Identifier: AGPL-3.0-only

package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"contrechamp.org/contrechamp/internal/platform/seal"
)

// ErrAltered says that a kept file is no longer what its record describes.
var ErrAltered = errors.New("the kept file is not the one that was recorded")

// File is what a row remembers of one kept file; embed it. The zero File means
// that there is none.
type File struct {
	FileObject string // its name in the store
	FileName   string // as sent, cleaned
	FileType   string // media type, found in the content
	FileSize   int64  // bytes, before sealing
	FileSHA256 string // of the bytes before sealing, in hexadecimal
}

// Stored says whether there is a file.
func (f File) Stored() bool { return f.FileObject != "" }

// Vault keeps files sealed: neither the store nor its owner can read them.
type Vault struct {
	store Store
	key   *seal.Key
}

// NewVault seals with key what it keeps in store.
func NewVault(store Store, key *seal.Key) *Vault { return &Vault{store, key} }

// Keep receives a sent file under a new random name, reading it once, in little
// memory and without a readable copy anywhere. The file's name, two detectors
// and the structure must agree on what it is. It refuses with file.empty,
// file.too_large, file.too_many_pixels, file.not_what_it_says,
// file.kind_refused or file.cut, and then nothing stays.
func (v *Vault) Keep(ctx context.Context, r io.Reader, fileName string, rules Rules) (File, error) {
	fileName = CleanName(fileName)
	kind, err := rules.claimed(fileName)
	if err != nil {
		return File{}, err
	}
	in := newIntake(r, fileName, kind, rules.Limit)
	object := newName()
	if err := v.create(ctx, object, in); err != nil {
		if in.end != nil && in.end != io.EOF {
			err = in.end // the refusal itself, not what the store made of it
		}
		return File{}, err
	}
	return File{object, fileName, string(kind), in.size, in.fingerprint()}, nil
}

// Put keeps a document that this program made.
func (v *Vault) Put(ctx context.Context, b []byte, fileName, mediaType string) (File, error) {
	object, sum := newName(), sha256.Sum256(b)
	if err := v.create(ctx, object, bytes.NewReader(b)); err != nil {
		return File{}, err
	}
	return File{object, CleanName(fileName), mediaType, int64(len(b)), hex.EncodeToString(sum[:])}, nil
}

func (v *Vault) create(ctx context.Context, object string, r io.Reader) error {
	sealed, err := v.key.Sealed(r, object)
	if err != nil {
		return err
	}
	return v.store.Create(ctx, object, sealed)
}

// Content is a kept file, open for reading at any place; Size is its length.
type Content struct {
	*io.SectionReader
	object Object
}

// Close lets the store's object go.
func (c *Content) Close() error { return c.object.Close() }

// Open gives the file to read; ctx holds until Close. What was altered, cut or
// put in the place of another fails, here or when it is read.
func (v *Vault) Open(ctx context.Context, f File) (*Content, error) {
	object, err := v.store.Open(ctx, f.FileObject)
	if err != nil {
		return nil, err
	}
	plain, err := v.key.Open(object, object.Size(), f.FileObject)
	if err == nil && plain.Size() != f.FileSize {
		err = fmt.Errorf("opening %s: %w: %d bytes instead of %d", f.FileObject, ErrAltered, plain.Size(), f.FileSize)
	}
	if err != nil {
		return nil, errors.Join(err, object.Close())
	}
	return &Content{plain, object}, nil
}

// Verify reads the whole file and compares its size and SHA-256 with the record.
func (v *Vault) Verify(ctx context.Context, f File) error {
	content, err := v.Open(ctx, f)
	if err != nil {
		return err
	}
	defer content.Close()
	sum := sha256.New()
	if _, err := io.CopyBuffer(sum, steady{ctx, content}, make([]byte, 256<<10)); err != nil {
		return fmt.Errorf("verifying %s: %w", f.FileObject, err)
	}
	if found := hex.EncodeToString(sum.Sum(nil)); found != f.FileSHA256 {
		return fmt.Errorf("verifying %s: %w: SHA-256 %s instead of %s", f.FileObject, ErrAltered, found, f.FileSHA256)
	}
	return nil
}

// Remove deletes the file; removing it again succeeds.
func (v *Vault) Remove(ctx context.Context, f File) error { return v.store.Remove(ctx, f.FileObject) }

// RemoveObject deletes an object by its name, for orphans, which have no record.
func (v *Vault) RemoveObject(ctx context.Context, name string) error {
	return v.store.Remove(ctx, name)
}

// Each lists the objects, as Store.Each does; sizes are those of the sealed form.
func (v *Vault) Each(ctx context.Context, f func(Entry) error) error { return v.store.Each(ctx, f) }

// Orphans lists the objects that no record knows. A file is kept before its
// record is written, so those younger than olderThan are left out.
func (v *Vault) Orphans(ctx context.Context, known map[string]bool, olderThan time.Time) ([]Entry, error) {
	var orphans []Entry
	err := v.store.Each(ctx, func(e Entry) error {
		if !known[e.Name] && e.ModifiedAt.Before(olderThan) {
			orphans = append(orphans, e)
		}
		return nil
	})
	return orphans, err
}

// Sweep deletes what keepings that were killed before olderThan left behind.
func (v *Vault) Sweep(ctx context.Context, olderThan time.Time) (int, error) {
	return v.store.Sweep(ctx, olderThan)
}

// Check proves that the store works.
func (v *Vault) Check(ctx context.Context) error { return v.store.Check(ctx) }
