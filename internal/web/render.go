// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/templates"
)

// pages holds every template, parsed once per language, so that no word of one
// language can leak into another.
type pages struct {
	byLanguage map[string]map[string]*template.Template
}

// view is what the layout knows besides the page itself.
type view struct {
	Page     any
	User     *person.User // nil when nobody is signed in
	Language string
	Path     string // the page's own address, to come back to
	Notice   string // what was just done, in words
}

// Section is the first word of the address, to mark where one is. What belongs to
// a campaign is found there, whatever its own address.
func (v view) Section() string {
	first, _, _ := strings.Cut(strings.TrimPrefix(v.Path, "/"), "/")
	first, _, _ = strings.Cut(first, "?")
	switch first {
	case "appeals", "events", "deadlines", "coplaintiffs", "exhibits", "filings":
		return "campaigns"
	}
	return first
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func loadPages(sentences *locale.Catalogue, a *assets) (*pages, error) {
	p := &pages{byLanguage: map[string]map[string]*template.Template{}}
	for _, lang := range locale.Languages {
		parsed, err := parseAll(sentences.In(lang), a)
		if err != nil {
			return nil, err
		}
		p.byLanguage[lang] = parsed
	}
	return p, nil
}

func parseAll(speaker *locale.Speaker, a *assets) (map[string]*template.Template, error) {
	base, err := template.New("base").Funcs(functions(speaker, a)).ParseFS(templates.Files, "layout/*.html", "part/*.html")
	if err != nil {
		return nil, fmt.Errorf("read the layout: %w", err)
	}
	files, err := fs.Glob(templates.Files, "*/*.html")
	if err != nil {
		return nil, err
	}
	parsed := map[string]*template.Template{}
	for _, file := range files {
		if folder := path.Dir(file); folder == "layout" || folder == "part" {
			continue
		}
		named, err := labelsIn(file)
		if err != nil {
			return nil, err
		}
		page, err := template.Must(base.Clone()).Funcs(template.FuncMap{
			"faultsOf": func(e problem.Fields) []fault { return named.faults(speaker, e) },
		}).ParseFS(templates.Files, file)
		if err != nil {
			return nil, fmt.Errorf("read template %s: %w", file, err)
		}
		parsed[strings.TrimSuffix(file, ".html")] = page
	}
	return parsed, nil
}

// labelsIn names the fields of a page: those of its own file, and those of the
// part that its folder shares.
func labelsIn(file string) (labels, error) {
	own, err := fs.ReadFile(templates.Files, file)
	if err != nil {
		return nil, fmt.Errorf("read template %s: %w", file, err)
	}
	shared, err := fs.ReadFile(templates.Files, "part/"+path.Dir(file)+".html")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the part of %s: %w", file, err)
	}
	return labelsOf(string(shared) + string(own)), nil // the page's own name for a field comes last, and stays
}

// render answers with a page: name is noun/verb, as the template is called.
func (s *site) render(c *fiber.Ctx, name string, page any) error {
	lang := s.language(c)
	t, ok := s.pages.byLanguage[lang][name]
	if !ok {
		return fmt.Errorf("no template is called %s", name)
	}
	v := view{Page: page, Language: lang, Path: c.OriginalURL(), Notice: s.notice(c, lang)}
	if u, ok := c.Locals(userKey).(person.User); ok {
		v.User = &u
	}
	buffer := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buffer)
	buffer.Reset()
	if err := t.ExecuteTemplate(buffer, "layout", v); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	return c.Send(bytes.Clone(buffer.Bytes()))
}

// redirect goes on to a page of ours after an act, which says what was done:
// the sentence "notice.<done>".
func (s *site) redirect(c *fiber.Ctx, to, done string) error {
	if done != "" {
		separator := "?"
		if strings.Contains(to, "?") {
			separator = "&"
		}
		to += separator + "notice=" + done
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// notice is the sentence of the last redirect; anything else typed there says nothing.
func (s *site) notice(c *fiber.Ctx, lang string) string {
	key := "notice." + c.Query("notice")
	if speaker := s.sentences.In(lang); speaker.Knows(key) {
		return speaker.Say(key)
	}
	return ""
}

// speak gives the speaker of this visitor's language, for words made in Go.
func (s *site) speak(c *fiber.Ctx) *locale.Speaker { return s.sentences.In(s.language(c)) }

const languageCookie = "language"

// language is the account's, else what was chosen on this device, else French.
func (s *site) language(c *fiber.Ctx) string {
	if u, ok := c.Locals(userKey).(person.User); ok && u.Language != "" {
		return string(u.Language)
	}
	if c.Cookies(languageCookie) == "en" {
		return "en"
	}
	return "fr"
}

// draw marks a drawing as safe: package drawing escapes every label it is given.
// It is the only place where text becomes markup.
func draw(svg string) template.HTML {
	return template.HTML(svg) //nolint:gosec // made by our own drawing package from escaped labels
}
