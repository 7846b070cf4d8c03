// SPDX-License-Identifier: AGPL-3.0-only

package storage

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"contrechamp.org/contrechamp/internal/platform/problem"
)

// intake passes a sent file on while it counts, hashes and looks at it. It ends
// with io.EOF only when the file is acceptable: any other end makes the store
// keep nothing.
type intake struct {
	src   io.Reader
	name  string
	kind  Type
	limit int64

	size   int64
	sum    hash.Hash
	head   []byte
	tail   []byte
	looked bool  // the head was found good
	end    error // why reading stopped
}

func newIntake(src io.Reader, name string, kind Type, limit int64) *intake {
	return &intake{src: src, name: name, kind: kind, limit: limit, sum: sha256.New()}
}

// Read gives the next bytes, or the refusal.
func (in *intake) Read(p []byte) (int, error) {
	if in.end != nil {
		return 0, in.end
	}
	n, err := in.src.Read(p)
	in.note(p[:n])
	in.end = in.judge(err)
	if in.end != nil && in.end != io.EOF {
		return 0, in.end
	}
	return n, in.end
}

func (in *intake) note(p []byte) {
	in.size += int64(len(p))
	in.sum.Write(p)
	in.head = append(in.head, p[:min(len(p), headSize-len(in.head))]...)
	p = p[max(0, len(p)-tailSize):]
	keep := min(len(in.tail), tailSize-len(p))
	in.tail = append(in.tail[:copy(in.tail, in.tail[len(in.tail)-keep:])], p...)
}

func (in *intake) judge(err error) error {
	switch {
	case in.size > in.limit:
		return errTooLarge.With("Limit", problem.Bytes(in.limit))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errCut.Because(err)
	case err != nil && err != io.EOF:
		return fmt.Errorf("receiving a file: %w", err)
	case err == io.EOF && in.size == 0:
		return errEmpty
	}
	if !in.looked && (err == io.EOF || len(in.head) == headSize) {
		if refusal := checkHead(in.kind, in.name, in.head); refusal != nil {
			return refusal
		}
		in.looked = true
	}
	if err == io.EOF {
		if refusal := checkTail(in.kind, in.tail); refusal != nil {
			return refusal
		}
	}
	return err
}

func (in *intake) fingerprint() string { return hex.EncodeToString(in.sum.Sum(nil)) }
