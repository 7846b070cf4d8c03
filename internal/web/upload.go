// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/platform/problem"
)

const (
	maxParts    = 40       // of a form that carries a file
	maxPartText = 64 << 10 // of one typed field in it
	maxRest     = 150 << 20
	uploadField = "file" // the name of the file's field
)

var (
	errNoFile    = problem.Fields{{Name: uploadField, Key: "file.missing"}}.Err()
	errBadUpload = problem.New(problem.Invalid, "problem.bad_upload")
)

// upload is a form that carries a file. What was typed comes first; the file is
// read from File while it streams in, and never touches the disk in the clear.
type upload struct {
	form
	FileName string
	File     io.Reader
}

// readUpload reads the typed fields up to the file, which must be the last field
// of the form. A form without a file gives a fault beside it, with what was typed.
func readUpload(c *fiber.Ctx) (upload, error) {
	kind, parameters, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || kind != "multipart/form-data" || parameters["boundary"] == "" {
		return upload{form: noForm}, errBadUpload
	}
	typed := map[string]string{}
	up := upload{form: form{value: func(name string) string { return typed[name] }}}
	parts := multipart.NewReader(body(c), parameters["boundary"])
	for range maxParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return up, errNoFile
		}
		if err != nil {
			return up, errBadUpload.Because(err)
		}
		if part.FormName() == uploadField {
			if part.FileName() == "" {
				return up, errNoFile
			}
			up.FileName, up.File = part.FileName(), part
			return up, nil
		}
		text, err := io.ReadAll(io.LimitReader(part, maxPartText+1))
		if err != nil || len(text) > maxPartText {
			return up, errBadUpload.Because(err)
		}
		typed[part.FormName()] = string(text)
	}
	return up, errBadUpload
}

var noForm = form{value: func(string) string { return "" }}

// body is the request's body as it streams in; a short one may have been read already.
func body(c *fiber.Ctx) io.Reader {
	if stream := c.Context().RequestBodyStream(); stream != nil {
		return stream
	}
	return c.Context().Request.BodyStream()
}

// drained reads what a form still sends once its handler is done, refused or
// not: many browsers listen for the answer only after they have sent everything.
// What is longer than any document is not waited for: it ends the connection.
func drained(handler fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		err := handler(c)
		rest := body(c)
		if rest == nil {
			return err
		}
		if n, failed := io.CopyN(io.Discard, rest, maxRest); failed != io.EOF || n == maxRest {
			c.Context().SetConnectionClose()
		}
		return err
	}
}
