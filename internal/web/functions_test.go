// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/templates"
)

func TestTheSummaryNamesEachField(t *testing.T) {
	c, _ := newWorld(t).signIn(person.Coordinator)
	typed := decisionTyped("7")
	typed.Set("cameras", "beaucoup")
	typed.Set("retention_days", "-3")
	c.post("/decisions", typed).status(http.StatusUnprocessableEntity).has(
		`<a href="#cameras">Caméras`+"\u00a0: Ce n’est pas un nombre entier",
		`<a href="#retention_days">Conservation (jours)`, "Un nombre ne peut pas être négatif")
}

// TestEveryPageFindsTheNamesOfItsFields reads the pages: a name that no catalogue
// has would be shown raw in the summary of a refused form.
func TestEveryPageFindsTheNamesOfItsFields(t *testing.T) {
	sentences, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	files, _ := fs.Glob(templates.Files, "*/*.html")
	seen := 0
	for _, file := range files {
		if strings.HasPrefix(file, "part/") || strings.HasPrefix(file, "layout/") {
			continue
		}
		named, err := labelsIn(file)
		if err != nil {
			t.Fatal(err)
		}
		for field, key := range named {
			seen++
			if !sentences.In("fr").Knows(key) {
				t.Errorf("%s: field %s is called %s, which no catalogue has", file, field, key)
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d fields are named: the pages are no longer read", seen)
	}
}

func TestContentIsSaidInWords(t *testing.T) {
	for mediaType, want := range map[string]string{
		"text/plain; charset=utf-8": "text", "text/html; charset=utf-8": "html", "application/zip": "zip", "image/gif": "image", "application/pdf": "pdf",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "office", "application/octet-stream": "unknown", "": "unknown",
	} {
		if got := contentWord(mediaType); got != want {
			t.Errorf("%q is %s, want %s", mediaType, got, want)
		}
	}
}
