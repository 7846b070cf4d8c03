// SPDX-License-Identifier: AGPL-3.0-only

package storage

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"
)

// unfinished is the folder of files that are being written. No object's folder
// can have this name: theirs are two hexadecimal digits.
const unfinished = "unfinished"

// Disk keeps objects in a folder, spread over two levels of sub-folders. It
// reaches nothing outside, whatever links are put into it (os.Root).
type Disk struct {
	root *os.Root
}

// NewDisk opens the folder, and makes it when it is absent.
func NewDisk(folder string) (*Disk, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("making the storage folder: %w", err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("opening the storage folder: %w", err)
	}
	if err := root.Mkdir(unfinished, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, errors.Join(fmt.Errorf("preparing the storage folder: %w", err), root.Close())
	}
	return &Disk{root}, nil
}

// place says where an object lies: ab/cd/name, with the digits of a hash of the
// name, so that names that begin alike (UUID v7) spread too, and with "_" for
// "/", which no name contains.
func place(name string) string {
	sum := sha256.Sum256([]byte(name))
	digits := hex.EncodeToString(sum[:2])
	return path.Join(digits[:2], digits[2:], strings.ReplaceAll(name, "/", "_"))
}

// Create writes a file aside, brings it to the disk, and only then gives it its
// name, by a hard link: unlike a renaming, that never replaces a file.
func (d *Disk) Create(ctx context.Context, name string, r io.Reader) error {
	if err := CheckName(name); err != nil {
		return err
	}
	aside := path.Join(unfinished, strings.ToLower(rand.Text()))
	defer d.root.Remove(aside)
	if err := d.write(aside, steady{ctx, r}); err != nil {
		return fmt.Errorf("keeping %s: %w", name, err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("keeping %s: %w", name, err)
	}
	err := d.publish(aside, place(name))
	if errors.Is(err, fs.ErrExist) {
		err = ErrExists
	}
	if err != nil {
		return fmt.Errorf("keeping %s: %w", name, err)
	}
	return nil
}

func (d *Disk) write(aside string, r io.Reader) error {
	file, err := d.root.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, r); err != nil {
		return errors.Join(err, file.Close())
	}
	return errors.Join(file.Sync(), file.Close())
}

// publish brings every folder on the way to the disk, even those that were
// there: another Create may have made them a moment ago, and not yet done so.
func (d *Disk) publish(aside, at string) error {
	lower := path.Dir(at)
	upper := path.Dir(lower)
	if err := d.root.MkdirAll(lower, 0o700); err != nil {
		return err
	}
	if err := d.root.Link(aside, at); err != nil {
		return err
	}
	for _, folder := range []string{lower, upper, "."} {
		if err := d.sync(folder); err != nil {
			return errors.Join(err, d.root.Remove(at))
		}
	}
	return nil
}

func (d *Disk) sync(folder string) error {
	file, err := d.root.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

type diskObject struct {
	*os.File
	size int64
}

func (o diskObject) Size() int64 { return o.size }

// Open gives the object of this name.
func (d *Disk) Open(_ context.Context, name string) (Object, error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	file, err := d.root.Open(place(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("opening %s: %w", name, ErrNotExist)
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", name, err), file.Close())
	}
	return diskObject{file, info.Size()}, nil
}

// Each walks the folder. Files that it did not write are left out, and so are
// those removed meanwhile.
func (d *Disk) Each(ctx context.Context, f func(Entry) error) error {
	return fs.WalkDir(d.root.FS(), ".", func(at string, item fs.DirEntry, err error) error {
		if gone := errors.Is(err, fs.ErrNotExist); err != nil && !gone {
			return fmt.Errorf("listing the storage folder: %w", err)
		} else if gone || ctx.Err() != nil {
			return ctx.Err()
		}
		if item.IsDir() && at == unfinished {
			return fs.SkipDir
		}
		name := strings.ReplaceAll(path.Base(at), "_", "/")
		if !item.Type().IsRegular() || CheckName(name) != nil || place(name) != at {
			return nil
		}
		info, err := item.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("listing the storage folder: %w", err)
		}
		return f(Entry{name, info.Size(), info.ModTime()})
	})
}

// Remove deletes the file and brings that to the disk: what a person asked to
// erase must not come back after a power cut.
func (d *Disk) Remove(_ context.Context, name string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	err := d.root.Remove(place(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = d.sync(path.Dir(place(name)))
	}
	if err != nil {
		return fmt.Errorf("removing %s: %w", name, err)
	}
	return nil
}

// Sweep deletes the unfinished files last written before olderThan.
func (d *Disk) Sweep(ctx context.Context, olderThan time.Time) (int, error) {
	items, err := fs.ReadDir(d.root.FS(), unfinished)
	if err != nil {
		return 0, fmt.Errorf("sweeping the storage folder: %w", err)
	}
	swept := 0
	for _, item := range items {
		if err := ctx.Err(); err != nil {
			return swept, err
		}
		info, err := item.Info()
		if err != nil || !info.ModTime().Before(olderThan) {
			continue
		}
		if err := d.root.Remove(path.Join(unfinished, item.Name())); err != nil {
			return swept, fmt.Errorf("sweeping the storage folder: %w", err)
		}
		swept++
	}
	return swept, nil
}

// Check writes, reads and removes a small object.
func (d *Disk) Check(ctx context.Context) error { return check(ctx, d) }
