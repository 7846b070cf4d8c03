// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/filing"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/testkit"
)

// world is the real app on a fresh database, as page tests see it.
type world struct {
	t    *testing.T
	db   *database.DB
	app  *fiber.App
	log  *bytes.Buffer
	demo int // how often the demonstration case was asked for
	Parts
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, db: testkit.Database(t), log: &bytes.Buffer{}}
	vault := testkit.Vault(t)
	address, _ := url.Parse("http://localhost:8080")
	w.Parts = Parts{
		Log: slog.New(slog.NewTextHandler(w.log, nil)), Now: testkit.Clock, PublicURL: address,
		Ready:    w.db.Ping,
		LoadDemo: func(context.Context, person.User) error { w.demo++; return nil },
		People:   person.NewService(w.db, testkit.Clock),
		Networks: network.NewService(w.db), Decisions: decision.NewService(w.db, vault), Appeals: appeal.NewService(w.db),
		CoPlaintiffs: coplaintiff.NewService(w.db), Evidence: evidence.NewService(w.db, vault), Filings: filing.NewService(w.db, vault),
	}
	app, err := New(w.Parts)
	if err != nil {
		t.Fatal(err)
	}
	w.app = app
	return w
}

// client is one browser: it keeps its cookies.
type client struct {
	*world
	cookies map[string]string
}

// visitor is a browser that nobody has signed in with.
func (w *world) visitor() *client { return &client{world: w, cookies: map[string]string{}} }

// signIn makes an account of this role and a browser signed in with it.
func (w *world) signIn(role person.Role) (*client, person.User) {
	w.t.Helper()
	user := testkit.Account(w.t, w.db, role, string(role)+"-"+newID()+"@exemple.org")
	return w.signInAs(user), user
}

// signInAs gives a browser signed in with an account of testkit.
func (w *world) signInAs(user person.User) *client {
	w.t.Helper()
	c := w.visitor()
	c.post("/sign-in", url.Values{"email": {user.Email}, "password": {testkit.Password}}).status(http.StatusSeeOther)
	return c
}

// page is an answer, with its body read.
type page struct {
	t    *testing.T
	code int
	http.Header
	body string
}

func (c *client) get(path string) *page { return c.do(httptest.NewRequest(http.MethodGet, path, nil)) }

func (c *client) post(path string, values url.Values) *page {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return c.do(r)
}

// send posts a form that carries a file, which comes last.
func (c *client) send(path string, values url.Values, name string, content []byte) *page {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key, all := range values {
		for _, v := range all {
			_ = w.WriteField(key, v)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		c.t.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return c.do(r)
}

func (c *client) do(r *http.Request) *page {
	c.t.Helper()
	r.Host = "localhost:8080"
	for name, value := range c.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer, err := c.app.Test(r, -1)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	for _, cookie := range answer.Cookies() {
		c.cookies[cookie.Name] = cookie.Value
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return &page{t: c.t, code: answer.StatusCode, Header: answer.Header, body: string(text)}
}

// status stops the test unless the answer has this status.
func (p *page) status(want int) *page {
	p.t.Helper()
	if p.code != want {
		p.t.Fatalf("status %d, want %d\n%s", p.code, want, p.text())
	}
	return p
}

// has fails the test for each of these that is not on the page.
func (p *page) has(texts ...string) *page {
	p.t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.body, text) {
			p.t.Errorf("the page lacks %q\n%s", text, p.text())
		}
	}
	return p
}

// lacks fails the test for each of these that is on the page.
func (p *page) lacks(texts ...string) *page {
	p.t.Helper()
	for _, text := range texts {
		if strings.Contains(p.body, text) {
			p.t.Errorf("the page says %q\n%s", text, p.text())
		}
	}
	return p
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// field gives the value of a hidden field of the page.
func (p *page) field(name string) string {
	p.t.Helper()
	for _, m := range hidden.FindAllStringSubmatch(p.body, -1) {
		if m[1] == name {
			return m[2]
		}
	}
	p.t.Fatalf("the page has no hidden field %s", name)
	return ""
}

var (
	tags   = regexp.MustCompile(`(?s)<(svg|style|script).*?</(svg|style|script)>|<[^>]*>`)
	spaces = regexp.MustCompile(`\s*\n\s*`)
)

// text is the page without its markup, for messages.
func (p *page) text() string {
	return spaces.ReplaceAllString(strings.TrimSpace(tags.ReplaceAllString(p.body, "")), "\n")
}
