// SPDX-License-Identifier: AGPL-3.0-only

package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// partSize is what one Create holds in memory. S3 takes parts from 5 MiB, and
// 10,000 of them: objects may reach 78 GiB.
const partSize = 8 << 20

// Bucket says where an S3 bucket is and who may use it.
type Bucket struct {
	Host   string // with its port
	Name   string
	Region string
	Key    string
	Secret string
	TLS    bool
}

// S3 keeps objects in a bucket of a server that speaks S3. Objects are written
// once because the server is asked to (If-None-Match: *); before that, S3 looks
// whether the name is taken, for servers that do not honour the question.
type S3 struct {
	core   *minio.Core
	bucket string
}

// NewS3 prepares the client; nothing is sent yet.
func NewS3(b Bucket) (*S3, error) {
	core, err := minio.NewCore(b.Host, &minio.Options{
		Creds:        credentials.NewStaticV4(b.Key, b.Secret, ""),
		Secure:       b.TLS,
		Region:       b.Region,
		BucketLookup: minio.BucketLookupPath,
	})
	if err != nil {
		return nil, errBucket
	}
	return &S3{core, b.Name}, nil
}

// once asks the server to refuse an existing name.
func once() minio.PutObjectOptions {
	options := minio.PutObjectOptions{ContentType: "application/octet-stream"}
	options.SetMatchETagExcept("*")
	return options
}

// Create sends a small object in one request and a longer one in parts, which
// the server shows to nobody before the last request.
func (s *S3) Create(ctx context.Context, name string, r io.Reader) error {
	if err := CheckName(name); err != nil {
		return err
	}
	err := s.create(ctx, name, steady{ctx, r})
	switch minio.ToErrorResponse(err).Code {
	// Another Create of this name was faster, or is about to be.
	case minio.PreconditionFailed, "ConditionalRequestConflict":
		err = ErrExists
	}
	if err != nil {
		return fmt.Errorf("keeping %s: %w", name, err)
	}
	return nil
}

func (s *S3) create(ctx context.Context, name string, r io.Reader) error {
	_, err := s.core.StatObject(ctx, s.bucket, name, minio.StatObjectOptions{})
	if err == nil {
		return ErrExists
	}
	if !absent(err) {
		return err
	}
	var part bytes.Buffer
	part.Grow(partSize + bytes.MinRead) // or it doubles at the last byte
	ended, err := fill(&part, r)
	if err != nil {
		return err
	}
	if !ended {
		return s.createInParts(ctx, name, &part, r)
	}
	_, err = s.core.Client.PutObject(ctx, s.bucket, name, bytes.NewReader(part.Bytes()), int64(part.Len()), once())
	return err
}

// fill reads the next part. It tells the end of r from a failure itself:
// minio-go and io.ReadFull both take io.ErrUnexpectedEOF, with which a cut
// upload ends, for the end of the file, and would keep half of it.
func fill(part *bytes.Buffer, r io.Reader) (ended bool, err error) {
	part.Reset()
	_, err = io.CopyN(part, r, partSize)
	if err == io.EOF {
		return true, nil
	}
	return false, err
}

func (s *S3) createInParts(ctx context.Context, name string, part *bytes.Buffer, r io.Reader) error {
	upload, err := s.core.NewMultipartUpload(ctx, s.bucket, name, minio.PutObjectOptions{ContentType: "application/octet-stream"})
	if err != nil {
		return err
	}
	parts, err := s.sendParts(ctx, name, upload, part, r)
	if err == nil {
		_, err = s.core.CompleteMultipartUpload(ctx, s.bucket, name, upload, parts, once())
	}
	if err == nil {
		return nil
	}
	cleaning, done := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer done()
	// Should this fail too, Sweep does it later; the first error is the one to tell.
	_ = s.core.AbortMultipartUpload(cleaning, s.bucket, name, upload)
	return err
}

func (s *S3) sendParts(ctx context.Context, name, upload string, part *bytes.Buffer, r io.Reader) ([]minio.CompletePart, error) {
	var parts []minio.CompletePart
	for ended := false; part.Len() > 0; {
		sent, err := s.core.PutObjectPart(ctx, s.bucket, name, upload, len(parts)+1,
			bytes.NewReader(part.Bytes()), int64(part.Len()), minio.PutObjectPartOptions{})
		if err != nil {
			return nil, err
		}
		parts = append(parts, minio.CompletePart{PartNumber: sent.PartNumber, ETag: sent.ETag})
		if ended {
			break
		}
		if ended, err = fill(part, r); err != nil {
			return nil, err
		}
	}
	return parts, nil
}

func absent(err error) bool {
	answer := minio.ToErrorResponse(err)
	return answer.Code == minio.NoSuchKey || answer.StatusCode == http.StatusNotFound && answer.Code != minio.NoSuchBucket
}

// Open gives the object of this name.
func (s *S3) Open(ctx context.Context, name string) (Object, error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	info, err := s.core.StatObject(ctx, s.bucket, name, minio.StatObjectOptions{})
	if err != nil && absent(err) {
		err = ErrNotExist
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	return &s3Object{ctx: ctx, store: s, name: name, size: info.Size, etag: info.ETag}, nil
}

// s3Object keeps one answer of the server open, so that reading on costs no new
// request; reading elsewhere does.
type s3Object struct {
	ctx   context.Context // io.ReaderAt has no place for it
	store *S3
	name  string
	etag  string
	size  int64

	mu   sync.Mutex
	body io.ReadCloser
	at   int64 // where body stands
}

func (o *s3Object) Size() int64 { return o.size }

// ReadAt reads from the open answer when it stands at off, else from a new one.
func (o *s3Object) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, fmt.Errorf("reading %s: negative place", o.name)
	}
	if off >= o.size {
		return 0, io.EOF
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.standAt(off); err != nil {
		return 0, fmt.Errorf("reading %s: %w", o.name, err)
	}
	want := min(int64(len(p)), o.size-off)
	n, err := io.ReadFull(o.body, p[:want])
	o.at += int64(n)
	if err != nil {
		return n, errors.Join(fmt.Errorf("reading %s: %w", o.name, err), o.let())
	}
	if want < int64(len(p)) {
		return n, io.EOF
	}
	return n, nil
}

func (o *s3Object) standAt(off int64) error {
	if o.body != nil && o.at == off {
		return nil
	}
	if err := o.let(); err != nil {
		return err
	}
	var options minio.GetObjectOptions
	err := errors.Join(options.SetMatchETag(o.etag), options.SetRange(off, o.size-1))
	if err != nil {
		return err
	}
	o.body, _, _, err = o.store.core.GetObject(o.ctx, o.store.bucket, o.name, options)
	o.at = off
	return err
}

func (o *s3Object) let() error {
	if o.body == nil {
		return nil
	}
	body := o.body
	o.body = nil
	return body.Close()
}

// Close ends the open answer, if there is one.
func (o *s3Object) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.let()
}

// Each lists the bucket. Objects whose names this program cannot have made are
// left out.
func (s *S3) Each(ctx context.Context, f func(Entry) error) error {
	for info := range s.core.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{Recursive: true}) {
		if info.Err != nil {
			return fmt.Errorf("listing the bucket: %w", info.Err)
		}
		if CheckName(info.Key) != nil {
			continue
		}
		if err := f(Entry{info.Key, info.Size, info.LastModified}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Remove deletes the object.
func (s *S3) Remove(ctx context.Context, name string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	err := s.core.RemoveObject(ctx, s.bucket, name, minio.RemoveObjectOptions{})
	if err != nil && !absent(err) {
		return fmt.Errorf("removing %s: %w", name, err)
	}
	return nil
}

// Sweep gives up the uploads in parts that began before olderThan and never ended.
func (s *S3) Sweep(ctx context.Context, olderThan time.Time) (int, error) {
	listing, done := context.WithCancel(ctx)
	defer done() // ends the listing when we stop reading it
	swept := 0
	for upload := range s.core.ListIncompleteUploads(listing, s.bucket, "", true) {
		if upload.Err != nil {
			return swept, fmt.Errorf("sweeping the bucket: %w", upload.Err)
		}
		if CheckName(upload.Key) != nil || !upload.Initiated.Before(olderThan) {
			continue
		}
		if err := s.core.AbortMultipartUpload(ctx, s.bucket, upload.Key, upload.UploadID); err != nil {
			return swept, fmt.Errorf("sweeping the bucket: %w", err)
		}
		swept++
	}
	return swept, ctx.Err()
}

// Check writes, reads and removes a small object.
func (s *S3) Check(ctx context.Context) error { return check(ctx, s) }
