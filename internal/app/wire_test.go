// SPDX-License-Identifier: AGPL-3.0-only

package app_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/testkit"
)

// These tests speak to a real listener, because a request that is only pretended
// has neither a body that streams nor a connection that is kept.

func TestTheCookieIsBoundToTheSite(t *testing.T) {
	h := newHome(t)
	email := h.account(t, person.Reader)
	i := serve(t, append(h.settings(), "CONTRECHAMP_PUBLIC_URL=https://recours.example.org"))
	typed := url.Values{"email": {email}, "password": {testkit.Password}}.Encode()
	request, err := http.NewRequest("POST", i.url+"/sign-in", strings.NewReader(typed))
	must(t, err)
	request.Host = "recours.example.org"
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", "https://recours.example.org")
	answer, err := newBrowser(t).Do(request)
	must(t, err)
	defer answer.Body.Close()
	cookies := answer.Cookies()
	if answer.StatusCode != http.StatusSeeOther || len(cookies) != 1 {
		t.Fatalf("%s, cookies %v", answer.Status, cookies)
	}
	c := cookies[0]
	if c.Name != "__Host-session" || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
		t.Errorf("the cookie is %v", c)
	}
	if answer.Header.Get("Strict-Transport-Security") == "" {
		t.Error("browsers are not told to stay on TLS")
	}
}

// A form of 200 MB is refused by its length, and one without a length at its
// beginning: neither is read into memory.
func TestABodyThatNoFormHasIsRefused(t *testing.T) {
	i := serve(t, newHome(t).settings())
	for name, declared := range map[string]int64{"with its length": 200 << 20, "in chunks": -1} {
		t.Run(name, func(t *testing.T) {
			status := sendLong(t, i, declared)
			if status != http.StatusRequestEntityTooLarge {
				t.Errorf("status %d", status)
			}
		})
	}
	if peak := i.peak(); peak > 128<<20 {
		t.Errorf("the server took %d MB", peak>>20)
	}
	if i.status("/healthz") != http.StatusOK {
		t.Error("the server is gone")
	}
}

// sendLong posts up to 200 MB of a form and gives the status that comes back,
// while it sends or afterwards.
func sendLong(t *testing.T, i *instance, declared int64) (status int) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(i.url, "http://"))
	must(t, err)
	defer conn.Close()
	length := "Transfer-Encoding: chunked"
	if declared > 0 {
		length = "Content-Length: " + strconv.FormatInt(declared, 10)
	}
	_, err = fmt.Fprintf(conn, "POST /sign-in HTTP/1.1\r\nHost: %s\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n%s\r\n\r\n", conn.RemoteAddr(), length)
	must(t, err)
	go func() { // until the server has had enough
		piece := bytes.Repeat([]byte("a"), 1<<20)
		for range 200 {
			if declared < 0 {
				fmt.Fprintf(conn, "%x\r\n", len(piece))
			}
			if _, err := conn.Write(piece); err != nil {
				return
			}
			if declared < 0 {
				_, _ = io.WriteString(conn, "\r\n")
			}
		}
	}()
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	return answer.StatusCode
}

// What one request typed must not turn up in another's: the server uses its
// memory again, connection by connection.
func TestValuesStayWithTheirRequest(t *testing.T) {
	h := newHome(t)
	email := h.account(t, person.Coordinator)
	i := serve(t, h.settings())
	b := newBrowser(t).signIn(i.url, email)
	for n := range 500 {
		title := fmt.Sprintf("Campagne %d%s", n, strings.Repeat("x", n%40))
		page := b.post(i.url+"/campaigns", url.Values{"form": {newID()}, "title": {title}, "departement": {"nowhere"}}).wants(http.StatusUnprocessableEntity)
		if got := page.finds(`name="title"[^>]*value="([^"]*)"`); got != title {
			t.Fatalf("typed %s, shown %s", title, got)
		}
	}
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peak is the most memory that the process has held, in bytes.
func (i *instance) peak() int64 {
	i.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", i.cmd.Process.Pid))
	must(i.t, err)
	found := highWater.FindSubmatch(text)
	if found == nil {
		i.t.Fatalf("this system does not tell how much memory a process held: %s", text)
	}
	n, err := strconv.ParseInt(string(found[1]), 10, 64)
	must(i.t, err)
	return n << 10
}

// Four people may send the longest documents at once: a small machine bears it.
func TestLargeUploadsTakeLittleMemory(t *testing.T) {
	h := newHome(t)
	email := h.account(t, person.Coordinator)
	i := serve(t, h.settings())
	campaign := newBrowser(t).signIn(i.url, email).campaign(i.url)
	var all sync.WaitGroup
	for n := range 4 {
		b := newBrowser(t).signIn(i.url, email)
		all.Go(func() { b.upload(i.url, campaign, newID(), strconv.Itoa(n), evidence.FileRules.Limit) })
	}
	all.Wait()
	peak := i.peak()
	t.Logf("4 uploads of 100 MB at once: the server held %d MB at most", peak>>20)
	if peak > 256<<20 {
		t.Errorf("the server held %d MB, more than 256", peak>>20)
	}
	if n := h.count(t, "SELECT count(*) FROM exhibits WHERE file_size = 100000000"); n != 4 {
		t.Errorf("%d of 4 documents are kept", n)
	}
}

func TestACutUploadLeavesNothing(t *testing.T) {
	h := newHome(t)
	email := h.account(t, person.Coordinator)
	i := serve(t, h.settings())
	b := newBrowser(t).signIn(i.url, email)
	conn, _ := b.sendHalf(i, b.campaign(i.url), 8<<20)
	if h.files(t) == 0 {
		t.Fatal("the upload has not begun: this test would prove nothing")
	}
	must(t, conn.Close())
	for limit := time.Now().Add(10 * time.Second); h.files(t) > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("%d files are left of a cut upload", h.files(t))
		}
	}
	if n := h.count(t, "SELECT count(*) FROM exhibits"); n != 0 {
		t.Errorf("%d exhibits of a cut upload", n)
	}
}

// files counts what lies in the folder of kept files, finished or not.
func (h home) files(t *testing.T) (n int) {
	t.Helper()
	must(t, filepath.WalkDir(filepath.Join(h.data, "files"), func(_ string, item os.DirEntry, err error) error {
		if err == nil && !item.IsDir() {
			n++
		}
		return nil // a file that is gone meanwhile is what we wait for
	}))
	return n
}
