// SPDX-License-Identifier: AGPL-3.0-only

// Package web is every page: routes, handlers, forms, rendering, sessions and
// the style sheet. Fiber stops here; a page asks services, never the database.
package web

import (
	"context"
	"log/slog"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/filing"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/locale"
)

// Parts is what the pages are made of.
type Parts struct {
	Log       *slog.Logger
	Now       func() time.Time
	PublicURL *url.URL
	Hosts     []string                    // names under which the pages may be asked for, besides PublicURL's
	Ready     func(context.Context) error // nil when database and storage answer

	LoadDemo func(context.Context, person.User) error // brings in the demonstration case

	People       *person.Service
	Networks     *network.Service
	Decisions    *decision.Service
	Appeals      *appeal.Service
	CoPlaintiffs *coplaintiff.Service
	Evidence     *evidence.Service
	Filings      *filing.Service
}

// site carries the parts to the pages.
type site struct {
	app *fiber.App
	Parts
	sentences *locale.Catalogue
	pages     *pages
	assets    *assets
	hosts     map[string]bool
}

// Limits of a request. Uploads have their own, kept while the body streams in.
const (
	formLimit     = 1 << 20
	pageTime      = 15 * time.Second
	uploadTime    = 15 * time.Minute
	headTime      = 10 * time.Second
	idleTime      = 60 * time.Second
	headerBuffer  = 16 << 10
	uploadRequest = 160 << 20
)

// New assembles the pages into an app that is ready to listen. Templates and
// sentences are read now: a broken one stops the program, not the visitor.
func New(parts Parts) (*fiber.App, error) {
	sentences, err := locale.Load()
	if err != nil {
		return nil, err
	}
	s := &site{Parts: parts, sentences: sentences, hosts: hosts(parts)}
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if s.pages, err = loadPages(sentences, s.assets); err != nil {
		return nil, err
	}
	s.app = fiber.New(fiber.Config{
		Immutable:                    true, // else fasthttp reuses strings after the handler: another person's data
		StrictRouting:                true,
		CaseSensitive:                true,
		StreamRequestBody:            true,
		DisablePreParseMultipartForm: true, // uploads never touch a plaintext temporary file
		EnableTrustedProxyCheck:      true, // no forwarded header is believed
		DisableStartupMessage:        true,
		BodyLimit:                    formLimit,
		ReadBufferSize:               headerBuffer,
		ReadTimeout:                  headTime,
		WriteTimeout:                 uploadTime,
		IdleTimeout:                  idleTime,
		ErrorHandler:                 s.answerError,
	})
	s.app.Server().HeaderReceived = s.bounds
	s.middleware()
	s.routes()
	return s.app, nil
}

// bounds gives each request its size and time before the body is read.
func (s *site) bounds(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if mayStream(header) {
		return fasthttp.RequestConfig{ReadTimeout: uploadTime, WriteTimeout: uploadTime, MaxRequestBodySize: uploadRequest}
	}
	return fasthttp.RequestConfig{ReadTimeout: headTime, WriteTimeout: uploadTime, MaxRequestBodySize: formLimit}
}

func (s *site) today() calendar.Day { return calendar.Today(s.Now()) }

func hosts(parts Parts) map[string]bool {
	known := map[string]bool{parts.PublicURL.Host: true}
	for _, host := range parts.Hosts {
		known[host] = true
	}
	return known
}
