// SPDX-License-Identifier: AGPL-3.0-only

package storagetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const gatewayBucket = "contrechamp"

// Gateway starts a real S3 server (versitygw) on a free port of this machine,
// makes an empty bucket and gives the address for storage.Open. The server and
// its files are gone after the test.
func Gateway(t testing.TB) (rawURL string) {
	t.Helper()
	program := os.Getenv("TEST_VERSITYGW")
	if program == "" {
		t.Fatal("TEST_VERSITYGW must name the S3 server that tests start: run them with \"make test\"")
	}
	// Another program may take the free port first: then try another.
	for range 3 {
		if address, ok := start(t, program); ok {
			return address
		}
	}
	t.Fatal("the S3 server did not start on three free ports")
	return ""
}

func start(t testing.TB, program string) (rawURL string, ok bool) {
	t.Helper()
	host, key, secret := freePort(t), rand.Text(), rand.Text()
	files, notes := filepath.Join(t.TempDir(), "files"), filepath.Join(t.TempDir(), "notes")
	for _, folder := range []string{files, notes} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	var said bytes.Buffer
	server := exec.Command(program, "--port", host, "--quiet", "posix", "--sidecar", notes, files)
	server.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+key, "ROOT_SECRET_KEY="+secret)
	server.Stdout, server.Stderr = &said, &said
	if err := server.Start(); err != nil {
		t.Fatalf("starting the S3 server: %v", err)
	}
	ended := make(chan struct{})
	go func() {
		_ = server.Wait() // that it ended is all we need to know
		close(ended)
	}()
	t.Cleanup(func() {
		_ = server.Process.Kill() // it may have ended by itself
		<-ended
	})
	if !answers(t, host, key, secret, ended) {
		t.Logf("the S3 server ended: %s", said.String())
		return "", false
	}
	address := url.URL{Scheme: "s3", User: url.UserPassword(key, secret), Host: host, Path: gatewayBucket, RawQuery: "tls=false"}
	return address.String(), true
}

func freePort(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// answers waits for the bucket to be made. Only our own server accepts our
// random credentials, so a stranger on this port is not taken for it.
func answers(t testing.TB, host, key, secret string, ended <-chan struct{}) bool {
	t.Helper()
	client, err := minio.New(host, &minio.Options{
		Creds: credentials.NewStaticV4(key, secret, ""), Region: "us-east-1", BucketLookup: minio.BucketLookupPath, MaxRetries: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		err := client.MakeBucket(ctx, gatewayBucket, minio.MakeBucketOptions{})
		if err == nil {
			return true
		}
		select {
		case <-ended:
			return false
		case <-ctx.Done():
			t.Fatalf("the S3 server did not answer in time: %s", strings.ReplaceAll(err.Error(), secret, "…"))
		case <-time.After(20 * time.Millisecond):
		}
	}
}
