// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/testkit"
)

func TestPagesNeedASession(t *testing.T) {
	w := newWorld(t)
	answer := w.visitor().get("/people?x=1").status(http.StatusSeeOther)
	if to := answer.Get("Location"); to != "/sign-in?next=%2Fpeople%3Fx%3D1" {
		t.Errorf("sent to %s", to)
	}
}

func TestSignInAndOut(t *testing.T) {
	w := newWorld(t)
	user := testkit.Account(t, w.db, person.Coordinator, "camille@exemple.org")
	c := w.visitor()
	wrong := c.post("/sign-in", url.Values{"email": {user.Email}, "password": {"pas celui-là"}}).status(http.StatusUnprocessableEntity)
	wrong.has("L’adresse ou le mot de passe ne convient pas", user.Email)
	unknown := c.post("/sign-in", url.Values{"email": {"personne@exemple.org"}, "password": {"pas celui-là"}})
	if strings.ReplaceAll(unknown.body, "personne@exemple.org", user.Email) != wrong.body {
		t.Error("an unknown address answers differently from a wrong password")
	}
	answer := c.post("/sign-in", url.Values{"email": {"  CAMILLE@exemple.org "}, "password": {testkit.Password}, "next": {"//evil.example"}}).status(http.StatusSeeOther)
	if answer.Get("Location") != "/" {
		t.Errorf("sent to %s", answer.Get("Location"))
	}
	if cookie := answer.Get("Set-Cookie"); !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("cookie %s", cookie)
	}
	token := c.cookies["session"]
	c.get("/account").status(http.StatusOK).has("camille@exemple.org")
	c.post("/sign-out", nil).status(http.StatusSeeOther)
	c.cookies["session"] = token
	c.get("/account").status(http.StatusSeeOther)
}

func TestManyWrongPasswordsAreSlowedDown(t *testing.T) {
	w := newWorld(t)
	user := testkit.Account(t, w.db, person.Coordinator, "camille@exemple.org")
	c, last := w.visitor(), 0
	for range 7 {
		last = c.post("/sign-in", url.Values{"email": {user.Email}, "password": {"pas celui-là"}}).code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the seventh wrong password got %d", last)
	}
}

func TestPostsFromElsewhereAreRefused(t *testing.T) {
	w := newWorld(t)
	c, _ := w.signIn(person.Coordinator)
	for name, set := range map[string]func(http.Header){
		"another site":       func(h http.Header) { h.Set("Sec-Fetch-Site", "cross-site") },
		"a sibling site":     func(h http.Header) { h.Set("Sec-Fetch-Site", "same-site") },
		"a foreign origin":   func(h http.Header) { h.Set("Origin", "https://evil.example") },
		"an origin of null":  func(h http.Header) { h.Set("Origin", "null") },
		"nothing said":       func(http.Header) {},
		"our name, but TLS?": func(h http.Header) { h.Set("Origin", "https://localhost:8080") },
	} {
		r := httptest.NewRequest(http.MethodPost, "/account/password", strings.NewReader("password=x"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		set(r.Header)
		if answer := c.do(r); answer.code != http.StatusForbidden {
			t.Errorf("%s: status %d", name, answer.code)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/language", strings.NewReader("language=en"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://localhost:8080")
	c.do(r).status(http.StatusSeeOther)
	c.get("/account").has("My account")
}

func TestForeignNamesAreRefused(t *testing.T) {
	w := newWorld(t)
	r := httptest.NewRequest(http.MethodGet, "/sign-in", nil)
	r.Host = "evil.example"
	answer, err := w.app.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("status %d", answer.StatusCode)
	}
}

func TestEveryAnswerCarriesItsHeaders(t *testing.T) {
	w := newWorld(t)
	c := w.visitor()
	for _, path := range []string{"/sign-in", "/no/such/page", "/healthz", "/assets/none.css"} {
		answer := c.get(path)
		if p := answer.Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'") || strings.Contains(p, "unsafe") {
			t.Errorf("%s: policy %q", path, p)
		}
		if answer.Get("X-Content-Type-Options") != "nosniff" || answer.Get("Referrer-Policy") != "same-origin" || answer.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: headers %v", path, answer.Header)
		}
	}
}

func TestSetupLinkWorksOnce(t *testing.T) {
	w := newWorld(t)
	token, err := w.People.OfferSetup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := w.visitor()
	c.get("/setup/autre").status(http.StatusNotFound)
	c.get("/setup/" + token).status(http.StatusOK).has("premier compte")
	form := url.Values{"name": {"Camille Exemple"}, "email": {"camille@exemple.org"}, "password": {"court"}, "start": {"demo"}}
	c.post("/setup/"+token, form).status(http.StatusUnprocessableEntity).has("au moins 12 caractères", "Camille Exemple")
	form.Set("password", testkit.Password)
	c.post("/setup/"+token, form).status(http.StatusSeeOther)
	c.get("/account").status(http.StatusOK).has("Camille Exemple")
	if w.demo != 1 {
		t.Errorf("the demonstration case was loaded %d times", w.demo)
	}
	w.visitor().get("/setup/"+token).status(http.StatusNotFound).has("Ce lien a déjà servi", `href="/sign-in"`)
}
