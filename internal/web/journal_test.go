// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/platform/locale"
)

// TestEveryActHasItsSentence reads the program for the actions it records: each
// must be said in the journal, in every language, and no sentence must be left
// without its act.
func TestEveryActHasItsSentence(t *testing.T) {
	recorded := recordedActions(t, "..")
	if len(recorded) < 30 {
		t.Fatalf("only %d actions found: this test no longer reads the program", len(recorded))
	}
	sentences, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range locale.Languages {
		for action, place := range recorded {
			if !sentences.In(language).Knows("journal.action." + action) {
				t.Errorf("%s: %s (%s) has no sentence", language, action, place)
			}
		}
		for _, key := range sentences.Keys(language) {
			if action, of := strings.CutPrefix(key, "journal.action."); of && recorded[action] == "" {
				t.Errorf("%s: nothing does %s any more", language, action)
			}
		}
	}
}

var actionName = regexp.MustCompile(`^[a-z]+\.[a-z_]+$`)

// makers are the functions of the subject packages that make or record an act
// of a name they are given.
var makers = map[string]bool{"act": true, "record": true, "recordRole": true, "remove": true, "reading": true}

// recordedActions finds the names of acts: in audit.Act{Action: …}, and in what
// the makers are given.
func recordedActions(t *testing.T, root string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			strings.Contains(path, "testdata") || strings.Contains(path, "/web/") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			for _, name := range actionsIn(n) {
				found[name] = path
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func actionsIn(n ast.Node) (names []string) {
	switch v := n.(type) {
	case *ast.KeyValueExpr:
		if key, ok := v.Key.(*ast.Ident); ok && key.Name == "Action" {
			names = append(names, actionOf(v.Value))
		}
	case *ast.CallExpr:
		if makers[called(v.Fun)] {
			for _, argument := range v.Args {
				names = append(names, actionOf(argument))
			}
		}
	}
	kept := names[:0]
	for _, name := range names {
		if name != "" {
			kept = append(kept, name)
		}
	}
	return kept
}

func called(function ast.Expr) string {
	switch v := function.(type) {
	case *ast.Ident:
		return v.Name
	case *ast.SelectorExpr:
		return v.Sel.Name
	case *ast.IndexExpr:
		return called(v.X)
	}
	return ""
}

func actionOf(value ast.Expr) string {
	literal, ok := value.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(literal.Value)
	if err != nil || !actionName.MatchString(text) {
		return ""
	}
	return text
}

func TestTheJournalTurnsItsPages(t *testing.T) {
	f := newFile(t)
	for version := range 55 {
		title := campaignForm{Title: "Titre " + strconv.Itoa(version)}
		f.must(f.Appeals.EditCampaign(f.ctx, f.by, appeal.CampaignID(f.campaign), version+1, title.details()))
	}
	first := f.writer.get(f.path("/campaigns/:campaign/journal")).status(http.StatusOK)
	first.has("Page 1 sur 2", "Plus anciens", f.by.Name).lacks("a ouvert le dossier.", "Plus récents")
	if n := strings.Count(first.body, "<li><time"); n != appeal.JournalPage {
		t.Errorf("%d lines on a page", n)
	}
	f.reader.get(f.path("/campaigns/:campaign/journal?page=2")).status(http.StatusOK).has("a ouvert le dossier.", "Plus récents").lacks("Plus anciens")
	f.writer.get(f.path("/campaigns/:campaign/journal?page=nonsense")).status(http.StatusOK).has("Page 1 sur 2")
}

func TestTheJournalNamesWhatWasDoneToWhat(t *testing.T) {
	d := newDossier(t)
	record := d.enter(resident("Tramontane"))
	d.give(record, "claimant", "2026-01-10").status(http.StatusSeeOther)
	exhibit := d.join("Arrêté", "a.pdf", document("x")).joined()
	d.get(exhibit + "/file").status(http.StatusOK)
	at := "/campaigns/" + string(d.campaign) + "/journal"
	d.get(at).status(http.StatusOK).has(`<a href="`+record+`">CP-0001</a>`, `<a href="`+exhibit+`">Pièce n°`+"\u00a01</a>", "a donné une qualité", "a ouvert le fichier d’une pièce").
		lacks("Tramontane", ">Voir<")
	d.get(at+"?nature=changes").has("a ajouté une pièce", "a donné une qualité").lacks("a ouvert le fichier", "a ouvert la fiche")
	d.get(at+"?nature=readings").has("a ouvert le fichier", "a ouvert la fiche", `value="readings" selected`).lacks("a ajouté une pièce", "a donné une qualité")
	d.get(at+"?nature=nonsense").has("a ajouté une pièce", "a ouvert le fichier")
	file := newFile(t)
	file.writer.get(file.path("/campaigns/:campaign/journal")).has(">Décision n°\u00a02026-118<", ">Requête de Sète<")
}
