// SPDX-License-Identifier: AGPL-3.0-only

package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/testkit"
)

// wants checks how a command ended and what it said, on whichever screen.
func (o outcome) wants(t *testing.T, code int, says string) {
	t.Helper()
	if o.code != code || !strings.Contains(o.out+o.err, says) {
		t.Errorf("code %d, want %d and %q\n%s%s", o.code, code, says, o.out, o.err)
	}
	if o.code != 0 && (o.out != "" || strings.Count(o.err, "\n") != 1) {
		t.Errorf("a refusal is one line: %q, %q", o.out, o.err)
	}
}

func TestUserAdd(t *testing.T) {
	h := newHome(t)
	add := func(password, email, role string) outcome {
		return run(t, h.settings(), password, "user", "add", "--email", email, "--role", role, "--name", "Camille Exemple")
	}
	add(testkit.Password+"\n", "camille@exemple.org", "lawyer").wants(t, 0, "The account of camille@exemple.org is open.")
	add(testkit.Password, "sans-fin-de-ligne@exemple.org", "reader").wants(t, 0, "is open")
	add(testkit.Password+"\n", "Camille@Exemple.org", "lawyer").wants(t, 1, "contrechamp: ")
	add("short\n", "courte@exemple.org", "lawyer").wants(t, 1, "contrechamp: ")
	add("", "vide@exemple.org", "lawyer").wants(t, 1, "contrechamp: ")
	add(testkit.Password+"\n", "no address", "lawyer").wants(t, 1, "contrechamp: ")
	if got := add(testkit.Password+"\n", "role@exemple.org", "king"); got.code == 0 || !strings.Contains(got.err, "--role must be one of") {
		t.Errorf("an unknown role: %+v", got)
	}
	if n := h.count(t, "SELECT count(*) FROM users"); n != 2 {
		t.Errorf("%d accounts, want 2", n)
	}
	i := serve(t, h.settings())
	newBrowser(t).signIn(i.url, "sans-fin-de-ligne@exemple.org").get(i.url + "/").wants(http.StatusOK)
	if i.link != "" {
		t.Error("a set-up link was printed although there are accounts")
	}
}

func TestDemoLoadAndRemove(t *testing.T) {
	h := newHome(t)
	do := func(words ...string) outcome { return run(t, h.settings(), "", append([]string{"demo"}, words...)...) }
	do("load").wants(t, 1, "contrechamp: ")
	h.account(t, person.Lawyer)
	for range 2 { // removed, it can be loaded again
		do("load").wants(t, 0, "The demonstration case is loaded")
		do("load").wants(t, 1, "contrechamp: ")
		if n := h.count(t, "SELECT count(*) FROM campaigns"); n != 2 {
			t.Errorf("%d campaigns", n)
		}
		do("remove").wants(t, 0, "The demonstration case is gone")
		if n := h.count(t, "SELECT (SELECT count(*) FROM campaigns) + (SELECT count(*) FROM exhibits)"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	}
}

func TestAuditVerifyNamesTheFirstBrokenLink(t *testing.T) {
	h := newHome(t)
	h.account(t, person.Coordinator)
	run(t, h.settings(), "", "demo", "load").wants(t, 0, "loaded")
	verify := func() outcome { return run(t, h.settings(), "", "audit", "verify") }
	verify().wants(t, 0, "The journal holds: ")
	unlock := []string{"DROP TRIGGER audit_entries_keep", "DROP TRIGGER audit_entries_stay"}
	if testkit.OnPostgres() {
		unlock = []string{"DROP TRIGGER audit_entries_keep ON audit_entries"}
	}
	h.change(t, append(unlock, "UPDATE audit_entries SET actor = 'somebody else' WHERE seq IN (5, 9)")...)
	verify().wants(t, 1, "the journal is broken at entry 5")
	h.change(t, "DELETE FROM audit_entries WHERE seq = 3")
	verify().wants(t, 1, "the journal is broken at entry 3: it is missing")
}

func TestHealthz(t *testing.T) {
	h := newHome(t)
	i := serve(t, h.settings())
	run(t, nil, "", "healthz", "--url", i.url+"/").wants(t, 0, "ready")
	run(t, []string{"CONTRECHAMP_HEALTHZ_URL=" + i.url}, "", "healthz").wants(t, 0, "ready")
	port := i.url[strings.LastIndex(i.url, ":"):]
	run(t, nil, "", "healthz", "--url", "http://127.0.0.2"+port).wants(t, 1, "does not answer")
	i.stop(syscall.SIGTERM)
	run(t, nil, "", "healthz", "--url", i.url).wants(t, 1, "does not answer")
	run(t, nil, "", "healthz", "--url", "http://%").wants(t, 1, "must look like")
}

// In a container the supervisor asks under the container's own name; visitors
// are told the name they should use.
func TestHealthzInAContainer(t *testing.T) {
	at := freePort(t)
	_, port, _ := strings.Cut(at, ":")
	i := serveAt(t, at, append(newHome(t).settings(), "CONTRECHAMP_LISTEN=:"+port, "CONTRECHAMP_PUBLIC_URL=https://recours.example.org"))
	run(t, nil, "", "healthz", "--url", "http://localhost:"+port).wants(t, 0, "ready")
	newBrowser(t).get(i.url + "/sign-in").wants(http.StatusMisdirectedRequest).finds("https://recours.example.org")
}

func TestEveryCommandShowsExamples(t *testing.T) {
	for _, words := range []string{"serve", "work", "demo load", "demo remove", "user add", "audit verify", "healthz"} {
		got := run(t, nil, "", append(strings.Fields(words), "--help")...)
		if got.code != 0 || got.err != "" || !strings.Contains(got.out, "Example") || !strings.Contains(got.out, "    contrechamp "+words) &&
			!strings.Contains(got.out, "| contrechamp "+words) {
			t.Errorf("%s --help: code %d\n%s%s", words, got.code, got.out, got.err)
		}
	}
	all := run(t, nil, "", "--help")
	for _, word := range []string{"serve", "work", "demo load", "demo remove", "user add", "audit verify", "healthz"} {
		if !strings.Contains(all.out, "\n  "+word+" ") {
			t.Errorf("--help does not list %s\n%s", word, all.out)
		}
	}
}

// The set-up link works once, and the account that it makes may load the
// demonstration case from the same page.
func TestSetUpByTheLink(t *testing.T) {
	h := newHome(t)
	i := serve(t, h.settings())
	b := newBrowser(t)
	b.get(i.link).wants(http.StatusOK)
	b.setUp(i.link)
	b.get(i.url + "/").wants(http.StatusOK).finds("Valfictive")
	if again := newBrowser(t).get(i.link); again.StatusCode == http.StatusOK {
		t.Error("the link opens a second time")
	}
}

// setUp makes the first account, with the demonstration case.
func (b *browser) setUp(link string) {
	b.t.Helper()
	b.post(link, url.Values{
		"name": {"Camille Exemple"}, "email": {"camille@exemple.org"}, "password": {testkit.Password}, "start": {"demo"},
	}).wants(http.StatusSeeOther)
}
