// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

func (s *site) setupRoutes() {
	s.app.Get("/setup/:token", s.setupForm)
	s.app.Post("/setup/:token", noStream, s.setUp)
}

// setupNew is the page of the one-time link: the first account, and whether to
// begin with the demonstration case.
type setupNew struct {
	Token       string
	Name, Email string
	Start       string // "demo" or "empty"
	Errors      problem.Fields
}

func (s *site) setupForm(c *fiber.Ctx) error {
	token := c.Params("token")
	if err := s.People.SetupOpen(c.UserContext(), token); err != nil {
		return err
	}
	return s.render(c, "setup/new", setupNew{Token: token, Start: "demo"})
}

// setUp creates the first coordinator, loads the demonstration case if asked,
// and signs them in.
func (s *site) setUp(c *fiber.Ctx) error {
	f := read(c)
	page := setupNew{Token: c.Params("token"), Name: f.text("name"), Email: f.text("email"), Start: f.text("start")}
	profile := person.Profile{Name: page.Name, Email: page.Email, Language: person.Language(s.language(c))}
	user, session, err := s.People.SetUp(c.UserContext(), page.Token, profile, f.secret("password"))
	if err != nil {
		page.Errors = wrongWith(err)
		return s.refuse(c, err, "setup/new", page)
	}
	s.keepSession(c, session)
	if page.Start != "demo" {
		return s.redirect(c, "/", "setup.done")
	}
	if err := s.LoadDemo(c.UserContext(), user); err != nil {
		return err
	}
	return s.redirect(c, "/", "setup.demo_loaded")
}
