// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/platform/problem"
)

// routes is the site map: what anybody may ask for, then, noun by noun, what
// needs a session. Each noun lists its own addresses at the top of its file.
func (s *site) routes() {
	s.app.Get("/healthz", s.alive)
	s.app.Get("/readyz", s.ready)
	s.app.Get("/assets/:name", s.serveAsset)
	s.app.Get("/favicon.ico", s.icon)
	s.app.Post("/language", noStream, s.chooseLanguage)
	s.setupRoutes()
	s.sessionRoutes()
	s.personRoutes()
	s.searchRoutes()
	s.boardRoutes()
	s.campaignRoutes()
	s.accessRoutes()
	s.journalRoutes()
	s.appealRoutes()
	s.deadlineRoutes()
	s.coplaintiffRoutes()
	s.exhibitRoutes()
	s.filingRoutes()
	s.networkRoutes()
	s.decisionRoutes()
	s.app.Use(func(*fiber.Ctx) error { return fiber.ErrNotFound })
}

// get shows a page to somebody signed in.
func (s *site) get(path string, handler fiber.Handler) { s.app.Get(path, s.signedIn, handler) }

// getWriting shows a form to somebody who may send it. A reader is told so at
// once, before typing anything.
func (s *site) getWriting(path string, handler fiber.Handler) {
	s.app.Get(path, s.signedIn, writing, handler)
}

var errReadOnly = problem.New(problem.Forbidden, "problem.read_only")

func writing(c *fiber.Ctx) error {
	if !user(c).MayWrite() {
		return errReadOnly
	}
	return c.Next()
}

// post does something for somebody signed in, with a form of ordinary size.
func (s *site) post(path string, handler fiber.Handler) {
	s.app.Post(path, noStream, s.signedIn, handler)
}

// upload does something for somebody signed in with a form that carries a file:
// its body streams in, see readUpload.
func (s *site) upload(path string, handler fiber.Handler) {
	s.app.Post(path, s.signedIn, drained(handler))
}

// noStream refuses a multipart body where no file is expected: it would come in
// without the bounds of a form.
func noStream(c *fiber.Ctx) error {
	if multipartPost(&c.Context().Request.Header) {
		c.Context().SetConnectionClose()
		return fiber.ErrUnsupportedMediaType
	}
	return c.Next()
}

func (s *site) alive(c *fiber.Ctx) error { return c.SendString("ok\n") }

// ready tells a supervisor whether the database and the storage answer; why not
// is for the log only.
func (s *site) ready(c *fiber.Ctx) error {
	if err := s.Ready(c.UserContext()); err != nil {
		s.Log.Error("not ready", "error", err)
		return c.Status(fiber.StatusServiceUnavailable).SendString("not ready\n")
	}
	return c.SendString("ready\n")
}

func (s *site) icon(c *fiber.Ctx) error {
	address, err := s.assets.address("icon.svg")
	if err != nil {
		return err
	}
	return c.Redirect(address, fiber.StatusMovedPermanently)
}
