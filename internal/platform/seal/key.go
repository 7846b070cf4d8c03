// SPDX-License-Identifier: AGPL-3.0-only

// Package seal keeps files unreadable at rest: each is an age file, sealed in
// authenticated chunks of 64 KiB, so that any part of it can be read without
// the rest, and no altered byte is ever handed out.
package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
)

// The reasons for which a key file is refused; ErrNoKey also answers to
// fs.ErrNotExist.
var (
	ErrNoKey   error = absentKey{}
	ErrExposed       = errors.New("the sealing key can be read by other accounts of this machine")
	ErrNotAKey       = errors.New("the sealing key is damaged or is another kind of file")
)

type absentKey struct{}

func (absentKey) Error() string        { return "the sealing key is missing" }
func (absentKey) Is(target error) bool { return target == fs.ErrNotExist }

// keyFileMax bounds what Load reads: a key file has a few hundred bytes.
const keyFileMax = 64 << 10

const keyFileNote = `# Contrechamp sealing key. Every stored file is unreadable without it.
# Keep a copy away from this machine, and never beside a backup.
`

// Key seals and opens files. It is safe for simultaneous use.
type Key struct {
	identity  *age.HybridIdentity
	recipient *age.HybridRecipient
}

func newKey(identity *age.HybridIdentity) *Key {
	return &Key{identity: identity, recipient: identity.Recipient()}
}

// Create makes a new key in a file that only its owner can read. It refuses
// with fs.ErrExist when the file is there: a key is never replaced, because
// whatever it sealed would be lost.
func Create(path string) (*Key, error) {
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, fmt.Errorf("making a sealing key: %w", err)
	}
	// Written aside, it gets its name by a link, which never replaces a file:
	// another instance finds the whole key or none.
	file, err := os.CreateTemp(filepath.Dir(path), ".new-key-") // for its owner alone
	if err != nil {
		return nil, fmt.Errorf("making the sealing key file: %w", err)
	}
	defer os.Remove(file.Name())
	if err := writeDurably(file, keyFileNote+identity.String()+"\n"); err != nil {
		return nil, fmt.Errorf("writing the sealing key: %w", err)
	}
	if err := os.Link(file.Name(), path); err != nil {
		return nil, fmt.Errorf("making the sealing key file: %w", err)
	}
	if err := syncFolder(path); err != nil {
		return nil, errors.Join(fmt.Errorf("writing the sealing key: %w", err), os.Remove(path))
	}
	return newKey(identity), nil
}

// writeDurably returns once the bytes are on the disk: a key that vanished in a
// power cut would take with it what it sealed.
func writeDurably(file *os.File, text string) error {
	_, err := file.WriteString(text)
	return errors.Join(err, file.Sync(), file.Close())
}

func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// Load reads the key that Create made. Its refusals are ErrNoKey, ErrExposed
// and ErrNotAKey, each worded as one sentence for the person who starts the
// program; none repeats a byte of the key.
func Load(path string) (*Key, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: put your saved copy back at %s, or stored files cannot be read", ErrNoKey, path)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the sealing key: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("looking at the sealing key: %w", err)
	}
	if info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%w: run \"chmod 600 %s\", then start again", ErrExposed, path)
	}
	text, err := io.ReadAll(io.LimitReader(file, keyFileMax))
	if err != nil || !info.Mode().IsRegular() {
		return nil, notAKey(path)
	}
	return parse(text, path)
}

// parse looks for the one line that is neither empty nor a comment.
func parse(text []byte, path string) (*Key, error) {
	var found *age.HybridIdentity
	for line := range bytes.Lines(text) {
		word := strings.TrimSpace(string(line))
		if word == "" || strings.HasPrefix(word, "#") {
			continue
		}
		identity, err := age.ParseHybridIdentity(word)
		if err != nil || found != nil {
			return nil, notAKey(path)
		}
		found = identity
	}
	if found == nil {
		return nil, notAKey(path)
	}
	return newKey(found), nil
}

func notAKey(path string) error {
	return fmt.Errorf("%w: put your saved copy back at %s, then start again", ErrNotAKey, path)
}

// Fingerprint recognises the key without helping to use it: 64 hexadecimal
// digits, the SHA-256 of the public half. The public half itself stays out of
// the database, because it is enough to forge a sealed file.
func (k *Key) Fingerprint() string {
	sum := sha256.Sum256([]byte(k.recipient.String()))
	return hex.EncodeToString(sum[:])
}

// String names the key by its fingerprint, so that no log can print the key.
func (k *Key) String() string { return "sealing key " + k.Fingerprint()[:16] }

// GoString is String, for the same reason.
func (k *Key) GoString() string { return k.String() }
