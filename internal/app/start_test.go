// SPDX-License-Identifier: AGPL-3.0-only

package app_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/testkit"
)

// misfit is a start that must be refused: how it is asked for, and what the
// sentence says. In it, HOME stands for the data folder.
type misfit struct {
	prepare  func(*testing.T, home)
	settings []string
	words    []string
	says     []string
}

var misfits = map[string]misfit{
	"folder not writable": {settings: []string{"CONTRECHAMP_DATA=/dev/null/data"},
		says: []string{"the data folder /dev/null/data cannot be written to", "--data"}},
	"another kind of database": {settings: []string{"CONTRECHAMP_DATABASE_URL=mysql://u:hunter2@localhost/x"},
		says: []string{"CONTRECHAMP_DATABASE_URL must look like postgres://"}},
	"unreadable database address": {settings: []string{"CONTRECHAMP_DATABASE_URL=postgres://u:hunter2%zz@localhost/x"},
		says: []string{"CONTRECHAMP_DATABASE_URL must look like postgres://"}},
	"wrong option of the database address": {settings: []string{"CONTRECHAMP_DATABASE_URL=postgres://u:hunter2@127.0.0.1:1/x?sslmode=bogus&password=hunter2"},
		says: []string{"CONTRECHAMP_DATABASE_URL", "sslmode"}},
	"nobody answers for Postgres": {settings: []string{"CONTRECHAMP_DATABASE_URL=postgres://u:hunter2@127.0.0.1:1/x?sslmode=disable"},
		says: []string{"Postgres cannot be used", "127.0.0.1:1", "connection refused"}},
	"plain http on a public name": {settings: []string{"CONTRECHAMP_PUBLIC_URL=http://recours.example.org"},
		says: []string{"CONTRECHAMP_PUBLIC_URL must begin with https://"}},
	"open to the network without a name": {words: []string{"--listen", "0.0.0.0:0"},
		says: []string{"CONTRECHAMP_PUBLIC_URL must be set"}},
	"no address to listen on": {words: []string{"--listen", "localhost"},
		says: []string{"cannot listen on localhost", "--listen"}},
	"another kind of storage": {settings: []string{"CONTRECHAMP_STORAGE_URL=ftp://u:hunter2@localhost/x"},
		says: []string{"CONTRECHAMP_STORAGE_URL", "file:// or s3://"}},
	"a bucket with an unknown option": {settings: []string{"CONTRECHAMP_STORAGE_URL=s3://KEY:hunter2@127.0.0.1:1/files?secret=hunter2"},
		says: []string{"CONTRECHAMP_STORAGE_URL", "s3://KEY:SECRET@host:port/bucket"}},
	"nobody answers for S3": {settings: []string{"CONTRECHAMP_STORAGE_URL=s3://KEY:hunter2@127.0.0.1:1/files?tls=false"},
		says: []string{"files cannot be kept", "CONTRECHAMP_STORAGE_URL"}},
	"database of a later version": {prepare: func(t *testing.T, h home) {
		h.change(t, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)")
	}, says: []string{"the database is newer than this program", "install the latest version"}},
	"key lost": {prepare: func(t *testing.T, h home) {
		h.serveOnce(t)
		must(t, os.Remove(h.key()))
	}, says: []string{"the key file HOME/contrechamp.key is missing", "put it back"}},
	"key of another instance": {prepare: func(t *testing.T, h home) {
		other := newHome(t)
		other.serveOnce(t)
		h.serveOnce(t)
		must(t, os.Rename(other.key(), h.key()))
	}, says: []string{"the key file HOME/contrechamp.key is not the one"}},
	"key readable by others": {prepare: func(t *testing.T, h home) {
		h.serveOnce(t)
		must(t, os.Chmod(h.key(), 0o644))
	}, says: []string{"chmod 600 HOME/contrechamp.key"}},
	"key cut short": {prepare: func(t *testing.T, h home) {
		h.serveOnce(t)
		must(t, os.Truncate(h.key(), 180))
	}, says: []string{"damaged", "put your saved copy back at HOME/contrechamp.key"}},
}

func (h home) key() string { return filepath.Join(h.data, "contrechamp.key") }

// serveOnce starts an instance and ends it, so that the home is one in use.
func (h home) serveOnce(t *testing.T) {
	t.Helper()
	if code := serve(t, h.settings()).stop(syscall.SIGTERM); code != 0 {
		t.Fatalf("a stop on request ended with code %d", code)
	}
}

func TestARefusalToStartIsOneSentence(t *testing.T) {
	for name, m := range misfits {
		t.Run(name, func(t *testing.T) {
			h := newHome(t)
			if m.prepare != nil {
				m.prepare(t, h)
			}
			settings := append(append(h.settings(), "CONTRECHAMP_LISTEN="+freePort(t)), m.settings...)
			refusedInOneSentence(t, h, run(t, settings, "", append([]string{"serve"}, m.words...)...), m.says...)
		})
	}
}

// refusedInOneSentence wants one line that says this, repeats no secret, and
// comes with exit code 1.
func refusedInOneSentence(t *testing.T, h home, got outcome, says ...string) {
	t.Helper()
	line, rest, _ := strings.Cut(got.err, "\n")
	if got.code != 1 || got.out != "" || rest != "" || !strings.HasPrefix(line, "contrechamp: ") {
		t.Fatalf("code %d, on the screen %q, said %q", got.code, got.out, got.err)
	}
	for _, words := range says {
		if words = strings.ReplaceAll(words, "HOME", h.data); !strings.Contains(line, words) {
			t.Errorf("it does not say %q: %s", words, line)
		}
	}
	if strings.Contains(line, "hunter2") {
		t.Errorf("it repeats a secret: %s", line)
	}
}

func TestAPortThatIsTaken(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	h, at := newHome(t), listener.Addr().String()
	refusedInOneSentence(t, h, run(t, h.settings(), "", "serve", "--listen", at), "another program listens on "+at, "--listen")
}

func TestADamagedDatabase(t *testing.T) {
	if testkit.OnPostgres() {
		return // a file is what SQLite keeps
	}
	h := newHome(t)
	must(t, os.WriteFile(h.path, []byte(strings.Repeat("not a database ", 1000)), 0o600))
	refusedInOneSentence(t, h, run(t, h.settings(), "", "serve"), "contrechamp.db cannot be opened", "restore it from a backup")
}

func TestAMistypedCommandIsExplained(t *testing.T) {
	for _, words := range [][]string{{"serve", "--nope"}, {"sreve"}, {}, {"user", "add"}, {"demo", "load", "--size", "XL"}} {
		got := run(t, nil, "", words...)
		if got.code == 0 || got.out != "" || !strings.Contains(got.err, "contrechamp: error: ") || !strings.Contains(got.err, "Usage: contrechamp") || strings.Count(got.err, "\n") > 5 {
			t.Errorf("%q: code %d, output %q, said %q", words, got.code, got.out, got.err)
		}
	}
}

func TestASecondStartIsQuick(t *testing.T) {
	h := newHome(t)
	if !testkit.OnPostgres() {
		must(t, os.Remove(h.path)) // as on a fresh machine
	}
	first := serve(t, h.settings())
	if first.link == "" || first.stop(syscall.SIGINT) != 0 {
		t.Fatalf("the first start: %s", first.said)
	}
	second := serve(t, h.settings())
	t.Logf("ready %v after the first start, %v after the second", first.took, second.took)
	if second.link == "" || second.link == first.link {
		t.Errorf("without an account, a start must print a link of its own: %s", second.said)
	}
	h.account(t, person.Coordinator)
	if second.stop(syscall.SIGTERM); serve(t, h.settings()).link != "" {
		t.Error("a set-up link was printed although there is an account")
	}
}

// A stop on request lets an upload that has begun come to its end.
func TestAStopWaitsForAnUpload(t *testing.T) {
	h := newHome(t)
	email := h.account(t, person.Coordinator)
	i := serve(t, h.settings())
	b := newBrowser(t).signIn(i.url, email)
	campaign := b.campaign(i.url)
	conn, rest := b.sendHalf(i, campaign, 4<<20)
	defer conn.Close()
	must(t, i.cmd.Process.Signal(syscall.SIGTERM))
	i.until("stopped listening", func() bool { return i.status("/healthz") == 0 })
	if _, err := io.Copy(conn, rest); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	if response.StatusCode != http.StatusSeeOther {
		t.Errorf("the upload was answered with %s", response.Status)
	}
	if code := i.wait(); code != 0 {
		t.Errorf("exit code %d: %s", code, i.said)
	}
	if n := h.count(t, "SELECT count(*) FROM exhibits"); n != 1 {
		t.Errorf("%d exhibits are kept", n)
	}
}

// campaign opens a campaign by its form and gives the address of its page.
func (b *browser) campaign(site string) string {
	b.t.Helper()
	form := b.get(site + "/campaigns/new").wants(http.StatusOK)
	to := b.post(site+"/campaigns", url.Values{
		"form": {form.hidden("form")}, "title": {"Caméras de l’exemple"}, "departement": {"34"},
	}).wants(http.StatusSeeOther).Header.Get("Location")
	path, _, _ := strings.Cut(to, "?")
	return path
}

// sendHalf begins an upload on a connection of its own and gives what is left
// to send.
func (b *browser) sendHalf(i *instance, campaign string, size int64) (net.Conn, io.Reader) {
	b.t.Helper()
	at, err := url.Parse(i.url)
	must(b.t, err)
	conn, err := net.Dial("tcp", at.Host)
	must(b.t, err)
	body, length := exhibitForm(uuid.Must(uuid.NewV7()).String(), "cut in half", size)
	head := "POST " + campaign + "/exhibits HTTP/1.1\r\nHost: " + at.Host + "\r\nSec-Fetch-Site: same-origin\r\n" +
		"Content-Type: multipart/form-data; boundary=" + boundary + "\r\nContent-Length: " + strconv.FormatInt(length, 10) + "\r\n"
	for _, cookie := range b.Jar.Cookies(at) {
		head += "Cookie: " + cookie.Name + "=" + cookie.Value + "\r\n"
	}
	_, err = io.Copy(conn, io.MultiReader(strings.NewReader(head+"\r\n"), io.LimitReader(body, length/2)))
	must(b.t, err)
	time.Sleep(200 * time.Millisecond) // so that the server is in the middle of it
	return conn, body
}
