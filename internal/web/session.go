// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

func (s *site) sessionRoutes() {
	s.app.Get("/sign-in", s.signInForm)
	s.app.Post("/sign-in", noStream, s.signIn)
	s.post("/sign-out", s.signOut)
}

const userKey = "user"

// signedIn lets through those with a live session, and no one else.
func (s *site) signedIn(c *fiber.Ctx) error {
	u, err := s.People.Recognise(c.UserContext(), c.Cookies(s.cookieName()))
	if err != nil {
		return err
	}
	c.Locals(userKey, u)
	return c.Next()
}

// user is whoever is signed in; only behind get, post and upload.
func user(c *fiber.Ctx) person.User { return c.Locals(userKey).(person.User) }

// sessionNew is the sign-in page.
type sessionNew struct {
	Email  string
	Next   string
	Empty  bool // no account exists yet: the set-up link was printed at start
	Errors problem.Fields
}

func (s *site) signInForm(c *fiber.Ctx) error {
	if _, err := s.People.Recognise(c.UserContext(), c.Cookies(s.cookieName())); err == nil {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	empty, err := s.People.NobodyYet(c.UserContext())
	if err != nil {
		return err
	}
	return s.render(c, "session/new", sessionNew{Next: localPath(c.Query("next", "/")), Empty: empty})
}

func (s *site) signIn(c *fiber.Ctx) error {
	f := read(c)
	page := sessionNew{Email: f.text("email"), Next: localPath(c.FormValue("next", "/"))}
	token, err := s.People.SignIn(c.UserContext(), page.Email, f.secret("password"))
	if err != nil {
		page.Errors = wrongWith(err)
		return s.refuse(c, err, "session/new", page)
	}
	s.keepSession(c, token)
	return c.Redirect(page.Next, fiber.StatusSeeOther)
}

func (s *site) signOut(c *fiber.Ctx) error {
	if err := s.People.SignOut(c.UserContext(), user(c), c.Cookies(s.cookieName())); err != nil {
		return err
	}
	c.Cookie(&fiber.Cookie{Name: s.cookieName(), Path: "/", Expires: time.Unix(0, 0), Secure: s.secure(), HTTPOnly: true, SameSite: "Lax"})
	c.Set("Clear-Site-Data", `"cache"`)
	return c.Redirect("/sign-in", fiber.StatusSeeOther)
}

// cookieName is bound to this host alone where the site is reached over TLS; the
// prefix is refused by browsers elsewhere (localhost, an onion address).
func (s *site) cookieName() string {
	if s.secure() {
		return "__Host-session"
	}
	return "session"
}

func (s *site) keepSession(c *fiber.Ctx, token string) {
	c.Cookie(&fiber.Cookie{Name: s.cookieName(), Value: token, Path: "/", Secure: s.secure(), HTTPOnly: true, SameSite: "Lax", SessionOnly: true})
}

// chooseLanguage changes the language on this device, and of the account if any.
func (s *site) chooseLanguage(c *fiber.Ctx) error {
	language := person.Language(c.FormValue("language"))
	if language != person.French && language != person.English {
		return fiber.ErrBadRequest
	}
	c.Cookie(&fiber.Cookie{Name: languageCookie, Value: string(language), Path: "/", Expires: s.Now().AddDate(1, 0, 0), Secure: s.secure(), HTTPOnly: true, SameSite: "Lax"})
	u, err := s.People.Recognise(c.UserContext(), c.Cookies(s.cookieName()))
	if err == nil {
		err = s.People.Speak(c.UserContext(), u, language)
	}
	if err != nil && problem.CodeOf(err) != problem.SignedOut {
		return err
	}
	return c.Redirect(localPath(c.FormValue("back", "/")), fiber.StatusSeeOther)
}
