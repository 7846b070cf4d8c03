// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"context"
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/platform/problem"
)

// statuses is the only place that knows what a refusal is in HTTP.
var statuses = map[problem.Code]int{
	problem.Invalid: fiber.StatusUnprocessableEntity, problem.NotFound: fiber.StatusNotFound,
	problem.Forbidden: fiber.StatusForbidden, problem.Conflict: fiber.StatusConflict,
	problem.TooLarge: fiber.StatusRequestEntityTooLarge, problem.TooMany: fiber.StatusTooManyRequests,
	problem.SignedOut: fiber.StatusUnauthorized, problem.Unavailable: fiber.StatusServiceUnavailable,
}

// problemShow is the page of an error: what happened, what to do next.
type problemShow struct {
	Title, Text string
	Incident    string // names the line in the log, for errors that are ours
	SignIn      bool   // the way on is to sign in
}

// answerError turns what a handler returned into a page. What a person may read
// is in the sentence; the cause goes to the log, under the incident's number.
func (s *site) answerError(c *fiber.Ctx, err error) error {
	var p *problem.Problem
	var f *fiber.Error
	switch {
	case errors.As(err, &p) && p.Code == problem.SignedOut:
		return s.askToSignIn(c)
	case errors.As(err, &p):
		return s.showProblem(c, statuses[p.Code], p.Key, p.Args)
	case errors.Is(err, errMisaddress):
		return s.showProblem(c, fiber.StatusMisdirectedRequest, "problem.misaddressed", map[string]any{"Address": s.PublicURL.String()})
	case errors.Is(err, context.DeadlineExceeded):
		return s.showProblem(c, fiber.StatusServiceUnavailable, "problem.too_slow", nil)
	case errors.As(err, &f) && f.Code < fiber.StatusInternalServerError:
		return s.showProblem(c, f.Code, httpKey(f.Code), nil)
	}
	return s.showOurs(c, err)
}

func httpKey(code int) string {
	switch code {
	case fiber.StatusNotFound:
		return "problem.not_found"
	case fiber.StatusMethodNotAllowed:
		return "problem.not_allowed"
	case fiber.StatusRequestEntityTooLarge:
		return "problem.too_large"
	}
	return "problem.bad_request"
}

func (s *site) showProblem(c *fiber.Ctx, status int, key string, args map[string]any) error {
	speaker := s.speak(c)
	c.Status(status)
	page := problemShow{Title: speaker.Say(titleKey(status)), Text: speaker.SayWith(key, args)}
	if key == "setup.closed" { // there is nothing wrong with the address: the link has done its work
		page.Title, page.SignIn = speaker.Say("setup.closed_title"), true
	}
	return s.render(c, "problem/show", page)
}

func titleKey(status int) string {
	switch status {
	case fiber.StatusNotFound:
		return "problem.title.not_found"
	case fiber.StatusForbidden:
		return "problem.title.forbidden"
	case fiber.StatusConflict:
		return "problem.title.conflict"
	}
	return "problem.title.refused"
}

// showOurs answers for an error of ours: one calm sentence and a number.
func (s *site) showOurs(c *fiber.Ctx, err error) error {
	incident := uuid.NewString()[:8]
	route := ""
	if r := c.Route(); r != nil {
		route = r.Path // the pattern, not the address: addresses may hold tokens
	}
	s.Log.Error("a page failed", "incident", incident, "method", c.Method(), "route", route, "error", err)
	speaker := s.speak(c)
	c.Status(fiber.StatusInternalServerError)
	return s.render(c, "problem/show", problemShow{
		Title: speaker.Say("problem.title.ours"), Text: speaker.Say("problem.ours"), Incident: incident,
	})
}

// askToSignIn sends a visitor to the sign-in page and back; a form that was sent
// after the session ended says so instead of vanishing.
func (s *site) askToSignIn(c *fiber.Ctx) error {
	if c.Method() != fiber.MethodGet {
		return s.showProblem(c, fiber.StatusUnauthorized, "session.ended", nil)
	}
	return c.Redirect("/sign-in?next="+url.QueryEscape(localPath(c.OriginalURL())), fiber.StatusSeeOther)
}

// refuse shows a form again with what is wrong; errors that are not about what
// was typed go on to the error page.
func (s *site) refuse(c *fiber.Ctx, err error, name string, page any) error {
	code := problem.CodeOf(err)
	if len(problem.FieldsOf(err)) == 0 && code != problem.Conflict && code != problem.TooMany && code != problem.Invalid {
		return err
	}
	c.Status(statuses[code])
	return s.render(c, name, page)
}

// wrongWith gives the faults of a refused form; a refusal that is about no
// single field becomes one about the form as a whole.
func wrongWith(err error) problem.Fields {
	if fields := problem.FieldsOf(err); len(fields) > 0 {
		return fields
	}
	var p *problem.Problem
	if errors.As(err, &p) {
		return problem.Fields{{Name: "form", Key: p.Key, Args: p.Args}}
	}
	return nil
}
