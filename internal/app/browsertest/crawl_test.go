// SPDX-License-Identifier: AGPL-3.0-only

package browsertest

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// crawler asks for pages without a browser, quickly, to find them all.
type crawler struct {
	t      *testing.T
	client *http.Client
	home   string
}

// signUp opens the one-time link: the account of a coordinator, and the
// demonstration case.
func signUp(t *testing.T, p program) crawler {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	c := crawler{t: t, client: &http.Client{Jar: jar}, home: p.address}
	c.post(strings.TrimPrefix(p.setup, p.address), url.Values{
		"name": {"Camille Exemple"}, "email": {"camille@example.org"}, "password": {"une phrase assez longue"}, "start": {"demo"},
	})
	return c
}

// post sends a form and follows it to the page that it leads to.
func (c crawler) post(path string, form url.Values) {
	c.t.Helper()
	request, err := http.NewRequest(http.MethodPost, c.home+path, strings.NewReader(form.Encode()))
	must(c.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", c.home)
	answer, err := c.client.Do(request)
	must(c.t, err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(answer.Body)
		c.t.Fatalf("%s answered %d: %s", path, answer.StatusCode, text)
	}
}

// get reads a page; text is empty for a download.
func (c crawler) get(path string) (text string) {
	c.t.Helper()
	answer, err := c.client.Get(c.home + path)
	must(c.t, err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		c.t.Fatalf("%s, which a page links to, answers %d", path, answer.StatusCode)
	}
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		return ""
	}
	body, err := io.ReadAll(answer.Body)
	must(c.t, err)
	return string(body)
}

// session is the cookie that a browser needs to go on as the same person.
func (c crawler) session() string {
	home, err := url.Parse(c.home)
	must(c.t, err)
	for _, cookie := range c.client.Jar.Cookies(home) {
		if cookie.Name == "session" {
			return cookie.Value
		}
	}
	c.t.Fatal("nobody is signed in")
	return ""
}

// found is what a walk through all links gives.
type found struct {
	first, second []string        // one page of each kind, and another of those that have more
	kinds         map[string]bool // all kinds of addresses that answered, downloads too
}

// reading is how many pages of each kind a walk reads for their links.
const reading = 3

// walk follows every link from the due board. The pages that no link leads to
// are given as more.
func (c crawler) walk(more ...string) found {
	c.t.Helper()
	all, times := found{kinds: map[string]bool{}}, map[string]int{}
	queue := append([]string{"/"}, more...)
	seen := map[string]bool{}
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		kind := kindOf(address)
		if seen[address] || times[kind] == reading {
			continue
		}
		seen[address] = true
		times[kind]++
		all.kinds[kind] = true
		text := c.get(address)
		switch {
		case text == "": // a download
		case times[kind] == 1:
			all.first = append(all.first, address)
		case times[kind] == 2:
			all.second = append(all.second, address)
		}
		queue = append(queue, links(text)...)
		if kind == "/filings/:id" {
			queue = append(queue, address+"/seal") // linked only once nothing is missing
		}
	}
	return all
}

var (
	link     = regexp.MustCompile(`(?:href|src)="(/[^"#]*)`)
	identity = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	notice   = regexp.MustCompile(`[?&]notice=[^&]*`)
)

func links(text string) (addresses []string) {
	for _, match := range link.FindAllStringSubmatch(text, -1) {
		if address := html.UnescapeString(match[1]); !strings.HasPrefix(address, "/assets/") {
			addresses = append(addresses, address)
		}
	}
	return addresses
}

// kindOf is an address without what differs from row to row: /appeals/:id/edit,
// /campaigns/:id/appeals/new?kind.
func kindOf(address string) string {
	path, query, _ := strings.Cut(notice.ReplaceAllString(address, ""), "?")
	values, _ := url.ParseQuery(query)
	names := []string{}
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	path = identity.ReplaceAllString(path, ":id")
	if len(names) > 0 {
		path += "?" + strings.Join(names, "&")
	}
	return path
}

var (
	registered = regexp.MustCompile(`s\.get(?:Writing)?\("([^"]+)"`)
	parameter  = regexp.MustCompile(`:[a-z]+`)
)

// routes are the kinds of addresses that the pages register, read from the code:
// a walk that missed one proves nothing about it.
func routes(t *testing.T) (kinds []string) {
	t.Helper()
	files, err := filepath.Glob("../../web/*.go")
	must(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		for _, match := range registered.FindAllStringSubmatch(string(text), -1) {
			kinds = append(kinds, parameter.ReplaceAllString(match[1], ":id"))
		}
	}
	if len(kinds) < 40 {
		t.Fatalf("only %d addresses were found in the code: this test looks in the wrong place", len(kinds))
	}
	return kinds
}
