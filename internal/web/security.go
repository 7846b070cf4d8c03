// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"
	"github.com/valyala/fasthttp"

	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

var (
	errTooLarge   = problem.New(problem.TooLarge, "problem.too_large")
	errCrossSite  = problem.New(problem.Forbidden, "problem.cross_site")
	errMisaddress = errors.New("asked under a name that is not ours")
)

// middleware sets what every request goes through, in order.
func (s *site) middleware() {
	s.app.Use(headers)
	s.app.Use(recover.New()) // fasthttp would end the process on a panic
	s.app.Use(s.ownName)
	s.app.Use(legible)
	s.app.Use(bounded)
	s.app.Use(s.sameSite)
}

// policy lets a page load our style sheet, our images, our few lines of script,
// and nothing else, from nowhere else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers go with every answer, errors and downloads included. The referrer
// stays "same-origin": under "no-referrer" browsers send Origin: null with our
// own forms, which sameSite would refuse.
func headers(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentSecurityPolicy, policy)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set(fiber.HeaderPermissionsPolicy, "camera=(), microphone=(), geolocation=(), interest-cohort=()")
	c.Set("X-Robots-Tag", "noindex, nofollow")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Vary(fiber.HeaderCookie)
	return c.Next()
}

// ownName refuses a request under a foreign name (DNS rebinding, a poisoned
// Host) and tells browsers to come back over TLS where that is how we are reached.
func (s *site) ownName(c *fiber.Ctx) error {
	if isProbe(c.Path()) {
		return c.Next()
	}
	if !s.hosts[string(c.Context().Host())] {
		c.Status(fiber.StatusMisdirectedRequest)
		return errMisaddress
	}
	if s.secure() {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
	return c.Next()
}

func (s *site) secure() bool { return s.PublicURL.Scheme == "https" }

func isProbe(path string) bool { return path == "/healthz" || path == "/readyz" }

// bounded gives the request its time, and refuses a body that is larger than a
// form or does not say how large it is. Fiber's own limit does not hold for
// streamed bodies.
func bounded(c *fiber.Ctx) error {
	limit := pageTime
	if mayStream(&c.Context().Request.Header) {
		limit = uploadTime
	} else if length := c.Context().Request.Header.ContentLength(); length > formLimit || length == -1 {
		c.Context().SetConnectionClose()
		return errTooLarge
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// mayStream is true for a multipart post to an address that takes files, by
// somebody who carries a session: only upload routes read those, part by part.
// Anybody else has the size and the time of an ordinary form.
func mayStream(header *fasthttp.RequestHeader) bool {
	if !multipartPost(header) {
		return false
	}
	carries := len(header.Cookie("session")) > 0 || len(header.Cookie("__Host-session")) > 0
	return carries && takesFiles(string(header.RequestURI()))
}

func multipartPost(header *fasthttp.RequestHeader) bool {
	return header.IsPost() && bytes.HasPrefix(bytes.ToLower(header.ContentType()), []byte("multipart/"))
}

// takesFiles tells whether an address is one that receives a file.
func takesFiles(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	for _, end := range []string{"/exhibits", "/file", "/import"} {
		if strings.HasSuffix(path, end) {
			return true
		}
	}
	return false
}

// legible refuses an address that holds what no database keeps: a NUL, bytes
// that are no characters. No page of ours leads to one.
func legible(c *fiber.Ctx) error {
	for _, value := range c.Context().QueryArgs().All() {
		if !typed.Readable(string(value)) {
			return fiber.ErrBadRequest
		}
	}
	if !typed.Readable(c.Path()) {
		return fiber.ErrBadRequest
	}
	return c.Next()
}

// sameSite refuses what another site makes a browser send. Every post must say
// where it comes from: by Sec-Fetch-Site, else by Origin.
func (s *site) sameSite(c *fiber.Ctx) error {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead:
		return c.Next()
	case fiber.MethodPost:
	default:
		return fiber.ErrMethodNotAllowed
	}
	switch c.Get("Sec-Fetch-Site") {
	case "same-origin":
		return c.Next()
	case "":
		if s.ownOrigin(c.Get(fiber.HeaderOrigin)) {
			return c.Next()
		}
	}
	return errCrossSite
}

func (s *site) ownOrigin(origin string) bool {
	u, err := url.Parse(origin)
	return err == nil && s.hosts[u.Host] && u.Scheme == s.PublicURL.Scheme
}

// localPath keeps only an address of ours to go back to: "/x", never "//x".
func localPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\x00\r\n") {
		return "/"
	}
	u, err := url.Parse(path)
	if err != nil || u.Host != "" || u.Scheme != "" {
		return "/"
	}
	return path
}
