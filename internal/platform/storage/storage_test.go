// SPDX-License-Identifier: AGPL-3.0-only

package storage_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"contrechamp.org/contrechamp/internal/platform/storage"
	"contrechamp.org/contrechamp/internal/platform/storage/storagetest"
)

const objectName = "00112233445566778899aabbccddeeff"

func open(t testing.TB, address string) storage.Store {
	t.Helper()
	s, err := storage.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDisk(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Store {
		return open(t, "file://"+filepath.Join(t.TempDir(), "new", "files"))
	})
}

func TestMemory(t *testing.T) {
	storagetest.Run(t, func(*testing.T) storage.Store { return storage.NewMemory(time.Now) })
}

func TestS3(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Store { return open(t, storagetest.Gateway(t)) })
}

func TestAddressesAreRefusedWithoutTellingTheSecret(t *testing.T) {
	for _, address := range []string{
		"", "/var/lib/files", "file://files", "file:files", "file:///", "file://host/var", "file:///var?x=1", "http://host/x",
		"s3://key:hunter2@host:9000", "s3://key:hunter2@host:9000/", "s3://key:hunter2@host/a/b", "s3://key@host/bucket",
		"s3://host/bucket", "s3://:hunter2@host/bucket", "s3://key:hunter2@/bucket", "s3://key:hunter2@host/bucket?tls=no",
		"s3://key:hunter2@host/bucket?region=", "s3://key:hunter2@host/bucket?proxy=1", "s3://key:hunter2@ho st/bucket",
		"s3://key:hunter2@host:port/bucket", "s3://key:hunter2%zz@host/bucket", "s3://key:hunter2@host/bucket\x7f",
	} {
		_, err := storage.Open(address)
		if err == nil {
			t.Errorf("%q was accepted", address)
			continue
		}
		if text := err.Error(); strings.Contains(text, "hunter2") || !strings.HasPrefix(text, "the storage address") && !strings.HasPrefix(text, "a storage address") {
			t.Errorf("%q: %s", address, text)
		}
	}
}

func TestCheckTellsThatTheBucketIsMissingOrClosed(t *testing.T) {
	address := storagetest.Gateway(t)
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	missing, closed := *parsed, *parsed
	missing.Path = "/no-such-bucket"
	closed.User = url.UserPassword(parsed.User.Username(), "wrong")
	for name, u := range map[string]url.URL{"missing": missing, "wrong secret": closed} {
		if err := open(t, u.String()).Check(t.Context()); err == nil {
			t.Errorf("%s: the check passes", name)
		}
	}
}

func TestDiskSpreadsAndProtectsFiles(t *testing.T) {
	folder := t.TempDir()
	s := open(t, "file://"+folder)
	if err := s.Create(t.Context(), objectName, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(folder, "[0-9a-f][0-9a-f]", "[0-9a-f][0-9a-f]", objectName))
	if err != nil || len(found) != 1 {
		t.Fatalf("found %v, %v", found, err)
	}
	info, err := os.Stat(found[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestDiskLeavesStrangersAlone(t *testing.T) {
	folder, secret := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	s := open(t, "file://"+folder)
	if err := s.Create(t.Context(), objectName, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	found, _ := filepath.Glob(filepath.Join(folder, "*", "*", objectName))
	if err := errors.Join(os.WriteFile(secret, []byte("outside"), 0o600), os.Remove(found[0]), os.Symlink(secret, found[0]),
		os.WriteFile(filepath.Join(folder, "abcdef"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if object, err := s.Open(t.Context(), objectName); err == nil {
		object.Close()
		t.Error("a link out of the folder was followed")
	}
	if err := s.Each(t.Context(), func(e storage.Entry) error { return errors.New(e.Name) }); err != nil {
		t.Errorf("listed a stranger: %v", err)
	}
}

func TestDiskSweepsWhatAKilledCreateLeft(t *testing.T) {
	folder := t.TempDir()
	s := open(t, "file://"+folder)
	now := time.Now()
	for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "young": time.Hour} {
		path := filepath.Join(folder, "unfinished", name)
		if err := errors.Join(os.WriteFile(path, []byte("half"), 0o600), os.Chtimes(path, now, now.Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	if swept, err := s.Sweep(t.Context(), now.Add(-24*time.Hour)); swept != 1 || err != nil {
		t.Errorf("swept %d, %v", swept, err)
	}
	if _, err := os.Stat(filepath.Join(folder, "unfinished", "young")); err != nil {
		t.Errorf("what may still be written was swept: %v", err)
	}
	if _, err := os.Stat(filepath.Join(folder, "unfinished", "old")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the old file is still there: %v", err)
	}
}

func TestDiskCheckFailsOnALostFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "files")
	s := open(t, "file://"+folder)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := s.Check(t.Context()); err == nil {
		t.Error("the check passes without a folder")
	}
}

func TestS3SweepsWhatAKilledCreateLeft(t *testing.T) {
	address := storagetest.Gateway(t)
	u, _ := url.Parse(address)
	secret, _ := u.User.Password()
	core, err := minio.NewCore(u.Host, &minio.Options{Creds: credentials.NewStaticV4(u.User.Username(), secret, ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	bucket := strings.Trim(u.Path, "/")
	upload, err := core.NewMultipartUpload(t.Context(), bucket, objectName, minio.PutObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	half := bytes.Repeat([]byte("x"), 5<<20)
	if _, err := core.PutObjectPart(t.Context(), bucket, objectName, upload, 1, bytes.NewReader(half), int64(len(half)), minio.PutObjectPartOptions{}); err != nil {
		t.Fatal(err)
	}
	s := open(t, address)
	for _, tt := range []struct {
		olderThan time.Time
		want      int
	}{{time.Now().Add(-24 * time.Hour), 0}, {time.Now().Add(time.Hour), 1}, {time.Now().Add(time.Hour), 0}} {
		if swept, err := s.Sweep(t.Context(), tt.olderThan); swept != tt.want || err != nil {
			t.Errorf("swept %d, %v; want %d", swept, err, tt.want)
		}
	}
}

func TestReadingStopsWithItsContext(t *testing.T) {
	s := open(t, storagetest.Gateway(t))
	if err := s.Create(t.Context(), objectName, bytes.NewReader(make([]byte, 1<<20))); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	object, err := s.Open(ctx, objectName)
	if err != nil {
		t.Fatal(err)
	}
	defer object.Close()
	cancel()
	if _, err := object.ReadAt(make([]byte, 10), 0); err == nil || err == io.EOF {
		t.Errorf("read on after the call was cancelled: %v", err)
	}
}
