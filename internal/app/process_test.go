// SPDX-License-Identifier: AGPL-3.0-only

package app_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/testkit"
)

// The tests of this package that end in processes run the program itself, as
// whoever hosts it does.

var programFolder string

// build makes the program once for all tests of this process.
var build = sync.OnceValues(func() (path string, err error) {
	if programFolder, err = os.MkdirTemp("", "contrechamp-program-"); err != nil {
		return "", err
	}
	path = filepath.Join(programFolder, "contrechamp")
	if said, err := exec.Command("go", "build", "-o", path, module+"cmd/contrechamp").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, said)
	}
	return path, nil
})

func program(t testing.TB) string {
	t.Helper()
	path, err := build()
	must(t, err)
	return path
}

func TestMain(m *testing.M) {
	code := m.Run()
	if programFolder != "" {
		_ = os.RemoveAll(programFolder) // left behind, it troubles nobody
	}
	os.Exit(code)
}

// home is where an instance keeps things: a migrated database of its own and
// an empty folder.
type home struct {
	data          string
	address, path string
}

func newHome(t testing.TB) home {
	t.Helper()
	address, path := testkit.Address(t)
	h := home{data: t.TempDir(), address: address, path: path}
	if path != "" {
		h.data = filepath.Dir(path)
	}
	return h
}

// settings are the variables that lead the program here.
func (h home) settings() []string {
	return []string{"CONTRECHAMP_DATA=" + h.data, "CONTRECHAMP_DATABASE_URL=" + h.address}
}

// open gives the database itself, at the true time of day.
func (h home) open(t testing.TB) *database.DB {
	t.Helper()
	db, err := database.Migrated(context.Background(), h.address, h.path, time.Now)
	must(t, err)
	return db
}

// change runs statements on the database while no test holds it open.
func (h home) change(t testing.TB, statements ...string) {
	t.Helper()
	db := h.open(t)
	defer db.Close()
	must(t, db.InTx(context.Background(), func(tx database.Tx) error {
		for _, statement := range statements {
			if _, err := tx.Exec(statement); err != nil {
				return err
			}
		}
		return nil
	}))
}

// count gives the number that the query answers.
func (h home) count(t testing.TB, query string) int {
	t.Helper()
	db := h.open(t)
	defer db.Close()
	var n []int
	must(t, db.Read(context.Background(), func(tx database.Tx) (err error) {
		n, err = database.Query[int](tx, query)
		return err
	}))
	return n[0]
}

// account adds one that signs in with testkit.Password.
func (h home) account(t testing.TB, role person.Role) (email string) {
	t.Helper()
	db := h.open(t)
	defer db.Close()
	return testkit.Account(t, db, role, string(role)+"@exemple.org").Email
}

func command(t testing.TB, settings []string, words ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(program(t), words...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}, settings...)
	return cmd
}

// outcome is what a command left on the screen, and its exit code.
type outcome struct {
	code     int
	out, err string
}

// run runs a command to its end. One that does not end by itself is killed.
func run(t testing.TB, settings []string, typed string, words ...string) outcome {
	t.Helper()
	cmd := command(t, settings, words...)
	var out, said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(typed), &out, &said
	must(t, cmd.Start())
	late := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), said.String()}
}

// instance is a running server or worker.
type instance struct {
	t     testing.TB
	cmd   *exec.Cmd
	url   string // where it listens
	link  string // the one-time set-up link, if it printed one
	began time.Time
	took  time.Duration // until it was ready
	said  *screen
	ended chan error
}

// screen keeps what a process prints while others look at it.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

var printedLink = regexp.MustCompile(`http\S+/setup/\S+`)

// serve starts an instance on a free port and waits until it is ready. The test
// ends it, if it has not ended before.
func serve(t testing.TB, settings []string, words ...string) *instance {
	t.Helper()
	return serveAt(t, freePort(t), settings, words...)
}

// serveAt is serve where the test must know the address beforehand.
func serveAt(t testing.TB, at string, settings []string, words ...string) *instance {
	t.Helper()
	i := start(t, append([]string{"CONTRECHAMP_LISTEN=" + at}, settings...), append([]string{"serve"}, words...)...)
	i.url = "http://" + at
	i.until("is ready", func() bool { return strings.Contains(i.said.String(), "Contrechamp is ready") })
	i.until("answers", func() bool { return i.status("/readyz") == http.StatusOK })
	i.took = time.Since(i.began)
	i.link = printedLink.FindString(i.said.String())
	return i
}

func start(t testing.TB, settings []string, words ...string) *instance {
	t.Helper()
	i := &instance{t: t, cmd: command(t, settings, words...), said: &screen{}, ended: make(chan error, 1)}
	i.cmd.Stdout, i.cmd.Stderr = i.said, i.said
	i.began = time.Now()
	must(t, i.cmd.Start())
	go func() { i.ended <- i.cmd.Wait() }()
	t.Cleanup(i.kill)
	return i
}

func (i *instance) status(path string) int {
	answer, err := http.Get(i.url + path)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// until waits for something this process does.
func (i *instance) until(what string, done func() bool) {
	i.t.Helper()
	for limit := time.Now().Add(30 * time.Second); !done(); time.Sleep(10 * time.Millisecond) {
		select {
		case err := <-i.ended:
			i.ended <- err
			i.t.Fatalf("it ended before it %s: %v\n%s", what, err, i.said)
		default:
		}
		if time.Now().After(limit) {
			i.t.Fatalf("it never %s\n%s", what, i.said)
		}
	}
}

// stop asks the process to end, as a supervisor does, and gives its exit code.
func (i *instance) stop(signal syscall.Signal) int {
	i.t.Helper()
	must(i.t, i.cmd.Process.Signal(signal))
	return i.wait()
}

func (i *instance) wait() int {
	i.t.Helper()
	select {
	case err := <-i.ended:
		i.ended <- err
		return i.cmd.ProcessState.ExitCode()
	case <-time.After(60 * time.Second):
		i.t.Fatalf("it did not end\n%s", i.said)
		return -1
	}
}

// kill ends the process as a power cut would.
func (i *instance) kill() {
	_ = i.cmd.Process.Kill() // it may have ended by itself
	err := <-i.ended
	i.ended <- err
}

func freePort(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

// browser fills in plain forms and keeps its cookies.
type browser struct {
	t testing.TB
	http.Client
}

func newBrowser(t testing.TB) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	return &browser{t, http.Client{Jar: jar, Timeout: 2 * time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}}
}

// answer is a page or a file, read to its end.
type answer struct {
	t testing.TB
	*http.Response
	body []byte
}

func (b *browser) send(method, address, kind string, body io.Reader) answer {
	b.t.Helper()
	request, err := http.NewRequest(method, address, body)
	must(b.t, err)
	if body != nil {
		request.Header.Set("Content-Type", kind)
		request.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	response, err := b.Do(request)
	must(b.t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	must(b.t, err)
	return answer{b.t, response, text}
}

func (b *browser) get(address string) answer { b.t.Helper(); return b.send("GET", address, "", nil) }

func (b *browser) post(address string, values url.Values) answer {
	b.t.Helper()
	return b.send("POST", address, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
}

// signIn signs in with an account of testkit.
func (b *browser) signIn(site, email string) *browser {
	b.t.Helper()
	b.post(site+"/sign-in", url.Values{"email": {email}, "password": {testkit.Password}}).wants(http.StatusSeeOther)
	return b
}

// wants stops the test unless the answer has this status.
func (a answer) wants(status int) answer {
	a.t.Helper()
	if a.StatusCode != status {
		a.t.Fatalf("%s: status %d, want %d\n%s", a.Request.URL.Path, a.StatusCode, status, a.body)
	}
	return a
}

// finds gives what the pattern captures in the page.
func (a answer) finds(pattern string) string {
	a.t.Helper()
	found := regexp.MustCompile(pattern).FindSubmatch(a.body)
	if found == nil {
		a.t.Fatalf("%s has no %s\n%s", a.Request.URL.Path, pattern, a.body)
	}
	return string(found[len(found)-1])
}

// hidden gives the value of a hidden field.
func (a answer) hidden(name string) string {
	a.t.Helper()
	return a.finds(`name="` + name + `" value="([^"]*)"`)
}

// document is a file of this many bytes that counts as a PDF; no two with
// different marks are alike. It is made as it is read.
func document(mark string, size int64) io.Reader {
	head, tail := "%PDF-1.7\n% "+mark+"\n", "\n%%EOF\n"
	return io.MultiReader(strings.NewReader(head), io.LimitReader(bufio.NewReader(filler{}), size-int64(len(head)+len(tail))), strings.NewReader(tail))
}

type filler struct{}

func (filler) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

const boundary = "contrechamp-test-boundary"

// exhibitForm is the body of the form that enters a document, and its length.
func exhibitForm(id, mark string, size int64) (io.Reader, int64) {
	var head strings.Builder
	for _, field := range [][2]string{{"form", id}, {"title", "Pièce " + mark}} {
		fmt.Fprintf(&head, "--%s\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", boundary, field[0], field[1])
	}
	fmt.Fprintf(&head, "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"piece.pdf\"\r\nContent-Type: application/pdf\r\n\r\n", boundary)
	tail := "\r\n--" + boundary + "--\r\n"
	return io.MultiReader(strings.NewReader(head.String()), document(mark, size), strings.NewReader(tail)), int64(head.Len()) + size + int64(len(tail))
}

// upload enters a document of this size and gives the address of its page.
func (b *browser) upload(site, campaign, id, mark string, size int64) string {
	b.t.Helper()
	body, length := exhibitForm(id, mark, size)
	request, err := http.NewRequest("POST", site+campaign+"/exhibits", body)
	must(b.t, err)
	request.ContentLength = length
	request.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	response, err := b.Do(request)
	must(b.t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	must(b.t, err)
	to := answer{b.t, response, text}.wants(http.StatusSeeOther).Header.Get("Location")
	path, _, _ := strings.Cut(to, "?")
	return path
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
