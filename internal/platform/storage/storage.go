// SPDX-License-Identifier: AGPL-3.0-only

// Package storage keeps files. A Store holds named bytes, written once: on a
// disk, in a bucket that speaks S3, or in memory. A Vault puts a seal in front
// of a Store and looks at what people send before it keeps it.
package storage

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"
)

var (
	// ErrExists refuses to write an object a second time.
	ErrExists = errors.New("an object of this name exists already")
	// ErrNotExist says that no object has this name.
	ErrNotExist = errors.New("no object has this name")
	// ErrName refuses a name that this program cannot have made.
	ErrName = errors.New("this is not an object's name")
)

// Store keeps named bytes, written once and never changed. It is safe for
// simultaneous use.
type Store interface {
	// Create keeps all of r under a new name, durably, or nothing at all: a
	// reader that fails or a cancelled ctx leaves nothing to be seen. It
	// refuses with ErrExists when the name is taken.
	Create(ctx context.Context, name string, r io.Reader) error
	// Open gives the object to read, or ErrNotExist. ctx holds until Close.
	Open(ctx context.Context, name string) (Object, error)
	// Each calls f for every object, in no given order, and stops at the first
	// error, which it returns.
	Each(ctx context.Context, f func(Entry) error) error
	// Remove deletes the object. Removing what is absent succeeds, so that it
	// may be repeated.
	Remove(ctx context.Context, name string) error
	// Sweep deletes what Creates that were killed before olderThan left behind,
	// and says how many there were.
	Sweep(ctx context.Context, olderThan time.Time) (int, error)
	// Check proves that the store works, by writing, reading and removing a
	// small object, and that it does refuse to overwrite it.
	Check(ctx context.Context) error
}

// Object is one stored object, open for reading at any place.
type Object interface {
	io.ReaderAt
	io.Closer
	Size() int64 // in bytes
}

// Entry is one line of the inventory of a store.
type Entry struct {
	Name       string
	Size       int64 // in bytes
	ModifiedAt time.Time
}

var nameForm = regexp.MustCompile(`^[0-9a-f][0-9a-f-]{0,63}(/[0-9a-f][0-9a-f-]{0,63}){0,2}$`)

// CheckName accepts the names that this program makes: one to three parts of
// lower-case hexadecimal digits and hyphens (so UUIDs too), divided by "/".
// Anything else is refused with ErrName.
func CheckName(name string) error {
	if !nameForm.MatchString(name) {
		return fmt.Errorf("%w: %.80q", ErrName, name)
	}
	return nil
}

// newName is random, not a fingerprint of the bytes: a name must not tell which
// document it holds, nor that two are equal. 160 bits never meet twice.
func newName() string {
	var b [20]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// steady reads until ctx is cancelled, so that a copy stops in the middle.
type steady struct {
	ctx context.Context
	r   io.Reader
}

func (s steady) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// check is Store.Check for every implementation.
func check(ctx context.Context, s Store) (err error) {
	name, words := newName(), []byte("Contrechamp looks whether this store works.\n")
	if err := s.Create(ctx, name, bytes.NewReader(words)); err != nil {
		return fmt.Errorf("checking the store: %w", err)
	}
	defer func() {
		if gone := s.Remove(context.WithoutCancel(ctx), name); gone != nil && err == nil {
			err = fmt.Errorf("checking the store: %w", gone)
		}
	}()
	object, err := s.Open(ctx, name)
	if err != nil {
		return fmt.Errorf("checking the store: %w", err)
	}
	defer object.Close()
	found, err := io.ReadAll(io.NewSectionReader(object, 0, object.Size()))
	if err != nil {
		return fmt.Errorf("checking the store: %w", err)
	}
	if !bytes.Equal(found, words) {
		return errors.New("checking the store: it did not give back what was written")
	}
	if err := s.Create(ctx, name, bytes.NewReader(words)); !errors.Is(err, ErrExists) {
		return fmt.Errorf("checking the store: it did not refuse to write an object twice: %v", err)
	}
	return nil
}
