// SPDX-License-Identifier: AGPL-3.0-only

package app_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/platform/seal"
	"contrechamp.org/contrechamp/internal/platform/storage/storagetest"
	"contrechamp.org/contrechamp/internal/testkit"
)

// topology is what compose.yaml describes, as processes of this machine: two
// instances that serve, one worker, Postgres, an S3 server and a proxy.
type topology struct {
	home
	proxy     *httptest.Server
	instances [2]*instance
	worker    *instance
	shared    []string // the settings that all of them have
}

// newTopology starts everything at once on an empty database: whoever comes
// first brings the schema up to date, and the others wait.
func newTopology(t *testing.T) *topology {
	t.Helper()
	o := &topology{home: newHome(t)}
	o.change(t, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
	key := filepath.Join(t.TempDir(), "sealing.key")
	_, err := seal.Create(key)
	must(t, err)
	next := o.proxying(t)
	o.shared = []string{
		"CONTRECHAMP_DATABASE_URL=" + o.address, "CONTRECHAMP_STORAGE_URL=" + storagetest.Gateway(t), "CONTRECHAMP_KEY_FILE=" + key,
		"CONTRECHAMP_PUBLIC_URL=" + o.proxy.URL,
		"CONTRECHAMP_DATA=/dev/null/nothing-is-kept-here",
	}
	ready := make(chan *instance)
	for range o.instances {
		go func() { ready <- serve(t, o.shared, "--no-jobs") }()
	}
	for n := range o.instances {
		o.instances[n] = <-ready
		next[n].Store(o.instances[n])
	}
	o.worker = start(t, o.shared, "work")
	o.worker.until("is ready", func() bool { return strings.Contains(o.worker.said.String(), "The worker is ready") })
	return o
}

// proxying stands for Caddy: each request goes to the next instance, and to the
// other one when that does not answer.
func (o *topology) proxying(t *testing.T) *[2]atomic.Pointer[instance] {
	t.Helper()
	var next [2]atomic.Pointer[instance]
	var turn atomic.Int64
	o.proxy = httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			n := int(turn.Add(1)) % len(next)
			if i := next[n].Load(); i.status("/readyz") != http.StatusOK {
				n = 1 - n
			}
			to, err := url.Parse(next[n].Load().url)
			if err != nil {
				panic(err)
			}
			r.SetURL(to)
			r.Out.Host = r.In.Host
			r.SetXForwarded()
		},
	})
	t.Cleanup(o.proxy.Close)
	return &next
}

func TestSeveralProcessesAreOneInstance(t *testing.T) {
	if !testkit.OnPostgres() {
		return // SQLite is for one process; the Postgres run starts several
	}
	o := newTopology(t)
	b, site := newBrowser(t), o.proxy.URL
	a, other := o.instances[0].url, o.instances[1].url
	b.setUpByEither(o)
	for _, at := range []string{a, other, site, site} {
		b.get(at + "/account").wants(http.StatusOK).finds("Camille Exemple")
	}
	for _, i := range o.instances {
		if i.status("/readyz") != http.StatusOK || i.status("/healthz") != http.StatusOK {
			t.Errorf("%s is not ready", i.url)
		}
	}
	campaign := b.get(site + "/").wants(http.StatusOK).finds(`href="(/campaigns/[0-9a-f-]{36})"[^>]*>[^<]*Valfictive`)
	t.Run("a file sent to one is read from the other", func(t *testing.T) { b.at(t).sendsAndReads(a, other, campaign) })
	t.Run("a request sealed by one is read from the other", func(t *testing.T) { b.at(t).sealsAndReads(a, other, campaign) })
	t.Run("the worker does the tasks, the others none", func(t *testing.T) { o.tasks(t) })
	t.Run("one is killed, the others go on", func(t *testing.T) {
		o.instances[0].kill()
		for range 6 {
			b.at(t).get(site + campaign).wants(http.StatusOK)
		}
		newBrowser(t).signIn(site, "camille@exemple.org").upload(site, campaign, newID(), "after the failure", 3<<20)
	})
	if code := o.instances[1].stop(syscall.SIGTERM); code != 0 || o.worker.stop(syscall.SIGTERM) != 0 {
		t.Errorf("a stop on request: code %d\n%s%s", code, o.instances[1].said, o.worker.said)
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// at reports what goes wrong to a part of the test.
func (b *browser) at(t *testing.T) *browser { return &browser{t, b.Client} }

// setUpByEither opens the links that both instances printed: the latest works,
// whichever that is.
func (b *browser) setUpByEither(o *topology) {
	b.t.Helper()
	for _, i := range o.instances {
		if !strings.HasPrefix(i.link, o.proxy.URL) {
			b.t.Fatalf("the link is not one for the proxy: %s", i.said)
		}
		if b.get(i.link).StatusCode == http.StatusOK {
			b.setUp(i.link)
			return
		}
	}
	b.t.Fatal("neither link opens")
}

func fingerprint(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func (b *browser) sendsAndReads(a, other, campaign string) {
	const size = 20 << 20 // several parts in S3
	page := b.upload(a, campaign, newID(), "of the topology", size)
	hash := sha256.New()
	for p, r := make([]byte, 64<<10), document("of the topology", size); ; {
		n, err := r.Read(p)
		hash.Write(p[:n])
		if err != nil {
			break
		}
	}
	want := hex.EncodeToString(hash.Sum(nil))
	for _, from := range []string{a, other} {
		if got := b.get(from + page + "/file").wants(http.StatusOK); fingerprint(got.body) != want || len(got.body) != size {
			b.t.Errorf("%s gave %d other bytes", from, len(got.body))
		}
	}
	b.get(other + page).wants(http.StatusOK).finds(want[:8])
}

// sealsAndReads writes the draft of the demonstration on one instance, reads it
// on the other, seals it and compares what each of them gives.
func (b *browser) sealsAndReads(a, other, campaign string) {
	filing := b.get(other + campaign + "/filings").wants(http.StatusOK).finds(`href="(/filings/[0-9a-f-]{36})`)
	form := b.get(a + filing + "/edit").wants(http.StatusOK)
	values := url.Values{"version": {form.hidden("version")}, "title": {"Requête de deux machines"}, "place": {"Valfictive"}, "dated_on": {"2026-03-02"}, "leave": {"1"}}
	for _, section := range []string{"facts", "admissibility", "external_legality", "internal_legality", "injunction", "costs", "conclusions"} {
		values.Set(section, "Les caméras filment la voie publique (pièce n° 1).\n\nElles filment aussi l’école.")
	}
	b.post(a+filing+"/edit", values).wants(http.StatusSeeOther)
	b.get(other + filing + "/preview.pdf").wants(http.StatusOK)
	confirm := b.get(other + filing + "/seal").wants(http.StatusOK)
	b.post(a+filing+"/seal", url.Values{"version": {confirm.hidden("version")}, "final": {"1"}, "accept_warnings": {"1"}}).wants(http.StatusSeeOther)
	first, second := b.get(a+filing+"/file").wants(http.StatusOK), b.get(other+filing+"/file").wants(http.StatusOK)
	if fingerprint(first.body) != fingerprint(second.body) || !strings.HasPrefix(string(first.body), "%PDF-") {
		b.t.Error("the two instances give different documents")
	}
	b.get(other + filing).wants(http.StatusOK).finds(fingerprint(first.body)[:8])
}

// tasks waits until each task was done once, and looks by whom.
func (o *topology) tasks(t *testing.T) {
	t.Helper()
	o.worker.t = t
	o.worker.until("does its tasks", func() bool { return o.count(t, "SELECT count(*) FROM river_job WHERE state = 'completed'") == 3 })
	if n := o.count(t, "SELECT count(*) FROM river_job"); n != 3 {
		t.Errorf("%d jobs for three tasks", n)
	}
	clients := o.count(t, "SELECT count(DISTINCT worked_by) FROM river_job CROSS JOIN LATERAL unnest(attempted_by) AS worked_by")
	if clients != 1 {
		t.Errorf("%d processes did tasks, want the worker alone", clients)
	}
	if said := o.worker.said.String(); strings.Contains(said, "level=ERROR") {
		t.Errorf("a task failed: %s", said)
	}
}

// An instance without jobs puts nothing into the queue and takes nothing out.
func TestNoJobsMeansNone(t *testing.T) {
	h := newHome(t)
	i := serve(t, h.settings(), "--no-jobs")
	for range 3 {
		i.status("/readyz")
	}
	i.stop(syscall.SIGTERM)
	if n := h.count(t, "SELECT (SELECT count(*) FROM river_job) + (SELECT count(*) FROM river_leader)"); n != 0 {
		t.Errorf("%d rows of a queue that nobody was to use", n)
	}
	worker := start(t, h.settings(), "work")
	worker.until("does its tasks", func() bool {
		return strings.Contains(worker.said.String(), "The worker is ready") && h.count(t, "SELECT count(*) FROM river_job WHERE state = 'completed'") == 3
	})
	if code := worker.stop(syscall.SIGINT); code != 0 {
		t.Errorf("exit code %d: %s", code, worker.said)
	}
}
