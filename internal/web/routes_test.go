// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"net/http"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/person"
)

// TestAReaderIsToldBeforeTyping asks for every form by its address, as somebody
// who may only read.
func TestAReaderIsToldBeforeTyping(t *testing.T) {
	w := newWorld(t)
	reader, _ := w.signIn(person.Reader)
	for _, path := range []string{
		"/campaigns/new", "/campaigns/:id/people/new", "/coplaintiffs/:id/edit", "/coplaintiffs/:id/roles/new",
		"/coplaintiffs/:id/roles/:id/end", "/exhibits/:id/edit", "/exhibits/:id/withdraw", "/campaigns/:id/filings/new",
		"/filings/:id/edit", "/filings/:id/seal", "/networks/new", "/networks/:id/edit", "/decisions/new",
		"/decisions/import", "/decisions/import/:id", "/decisions/:id/edit", "/people/new",
	} {
		reader.get(strings.ReplaceAll(path, ":id", newID())).status(http.StatusForbidden).lacks(`<form class="form"`)
	}
}
