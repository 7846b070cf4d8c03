// SPDX-License-Identifier: AGPL-3.0-only

package app_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/filing"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/locale"
)

// sentence is one entry of a catalogue: its wording by plural form, "other"
// for one that has no plural.
type sentence struct {
	file  string
	plain bool
	forms map[string]string
}

func (s *sentence) UnmarshalJSON(text []byte) error {
	var plain string
	if json.Unmarshal(text, &plain) == nil {
		s.plain, s.forms = true, map[string]string{"other": plain}
		return nil
	}
	return json.Unmarshal(text, &s.forms)
}

var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)`)

// places lists what the sentence names, Count apart: "one person" may leave it out.
func (s sentence) places() []string {
	var all []string
	for _, text := range s.forms {
		for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
			if found[1] != "Count" && !slices.Contains(all, found[1]) {
				all = append(all, found[1])
			}
		}
	}
	slices.Sort(all)
	return all
}

// catalogue reads every sentence of a language from its files.
func catalogue(t *testing.T, language string) map[string]sentence {
	t.Helper()
	all := map[string]sentence{}
	files, err := filepath.Glob(filepath.Join(root, "internal/platform/locale/sentences", language, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sentences in %q: %v", language, err)
	}
	for _, file := range files {
		text, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer text.Close()
		if err := readSentences(json.NewDecoder(text), strings.TrimSuffix(filepath.Base(file), ".json"), all); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return all
}

// readSentences reads one file entry by entry: a key that is there twice would
// otherwise hide the first of its sentences.
func readSentences(from *json.Decoder, file string, into map[string]sentence) error {
	if _, err := from.Token(); err != nil {
		return err
	}
	for from.More() {
		key, err := from.Token()
		if err != nil {
			return err
		}
		s := sentence{file: file}
		if err := from.Decode(&s); err != nil {
			return err
		}
		if earlier, there := into[key.(string)]; there {
			return fmt.Errorf("%s is there already, in %s.json", key, earlier.file)
		}
		into[key.(string)] = s
	}
	return nil
}

// nounOf is the file in which a key belongs: that of its first word, or of the
// second for the notice that an act leaves on the next page.
func nounOf(key string) string {
	noun, _, _ := strings.Cut(strings.TrimPrefix(key, "notice."), ".")
	return noun
}

func TestEveryLanguageHasEverySentence(t *testing.T) {
	french := catalogue(t, locale.Languages[0])
	for _, language := range locale.Languages[1:] {
		other := catalogue(t, language)
		for key, s := range french {
			o, there := other[key]
			switch {
			case !there:
				t.Errorf("%s is missing in %q", key, language)
			case s.plain != o.plain:
				t.Errorf("%s has plural forms in one language only", key)
			case !slices.Equal(s.places(), o.places()):
				t.Errorf("%s names %v in French, %v in %q", key, s.places(), o.places(), language)
			}
		}
		for key := range other {
			if _, there := french[key]; !there {
				t.Errorf("%s is there in %q, and missing in French", key, language)
			}
		}
	}
}

func TestSentencesAreInOrder(t *testing.T) {
	for _, language := range locale.Languages {
		for key, s := range catalogue(t, language) {
			if nounOf(key) != s.file {
				t.Errorf("%s (%s) belongs in %s.json, and is in %s.json", key, language, nounOf(key), s.file)
			}
			if !s.plain && (s.forms["one"] == "" || s.forms["other"] == "") {
				t.Errorf("%s (%s) needs both one and other", key, language)
			}
			for form, text := range s.forms {
				if strings.TrimSpace(text) == "" || !slices.Contains([]string{"one", "many", "other"}, form) {
					t.Errorf("%s (%s), form %q: %q", key, language, form, text)
				}
			}
		}
	}
}

// enumerations are the keys made of a prefix and a value of a list: each value
// has its sentence, and no sentence stands for a value that is gone. Keys under
// other prefixes are only known to have somebody who asks for them.
var enumerations = map[string][]string{
	"person.role.":             words(person.Roles),
	"decision.kind.":           words(decision.Kinds),
	"decision.import.column.":  columns(),
	"appeal.kind.":             words(appeal.Kinds),
	"appeal.stage.":            words(appeal.Stages),
	"event.kind.":              append(words(appeal.EventKinds), words(appeal.Stages[1:])...),
	"board.kind.":              words(appeal.ItemKinds),
	"board.when.":              words(appeal.Whens),
	"deadline.status.":         words([]appeal.DeadlineStatus{appeal.Met, appeal.Cancelled}),
	"deadline.trigger.":        {deadline.Published, deadline.Posted, deadline.Notified, deadline.Rejected},
	"decision.clock_closed.":   words([]appeal.DeadlineStatus{appeal.Met, appeal.Cancelled}),
	"coplaintiff.kind.":        words([]coplaintiff.Kind{coplaintiff.NaturalPerson, coplaintiff.Association}),
	"coplaintiff.new.":         words([]coplaintiff.Kind{coplaintiff.NaturalPerson, coplaintiff.Association}),
	"coplaintiff.role.":        words(coplaintiff.RoleKinds),
	"coplaintiff.consequence.": words(coplaintiff.RoleKinds),
	"coplaintiff.fact.":        words(coplaintiff.Facts),
	"coplaintiff.why.":         words(coplaintiff.Facts),
	"coplaintiff.without.":     words(coplaintiff.Facts),
	"filing.section.":          words(filing.Sections),
}

func columns() (fields []string) {
	for _, column := range decision.Columns {
		fields = append(fields, column.Field)
	}
	return fields
}

func words[T ~string](list []T) (all []string) {
	for _, value := range list {
		all = append(all, string(value))
	}
	return all
}

func TestEverySentenceAskedForExists(t *testing.T) {
	french, asked := catalogue(t, "fr"), askedFor(t)
	if len(asked.keys) < 50 {
		t.Fatalf("only %d sentences were found in use: this test looks in the wrong place", len(asked.keys))
	}
	for key, where := range asked.keys {
		if _, there := french[key]; !there {
			t.Errorf("%s asks for %s, which is no sentence", where, key)
		}
	}
	for prefix, where := range asked.prefixes {
		if !slices.ContainsFunc(keysOf(french), func(key string) bool { return strings.HasPrefix(key, prefix) }) {
			t.Errorf("%s asks for %s…, and no sentence begins so", where, prefix)
		}
		for _, value := range enumerations[prefix] {
			if _, there := french[prefix+value]; !there {
				t.Errorf("%s asks for %s, which is no sentence", where, prefix+value)
			}
		}
	}
}

func TestEverySentenceIsAskedFor(t *testing.T) {
	asked := askedFor(t)
	for key := range catalogue(t, "fr") {
		if !asked.uses(key) {
			t.Errorf("nobody asks for %s: remove it in every language", key)
		}
	}
}

// told is where the journal of a campaign finds the words for an act.
const told = "journal.action."

// The journal of a campaign tells what the packages did that work in campaigns.
func TestTheJournalHasWordsForEveryAct(t *testing.T) {
	french, acts := catalogue(t, "fr"), askedFor(t).acts
	if len(acts) < 20 {
		t.Fatalf("only %d acts were found: this test looks in the wrong place", len(acts))
	}
	for act, where := range acts {
		inCampaigns := place(path.Dir(where)) >= place("internal/appeal") && place(path.Dir(where)) <= place("internal/filing")
		if _, there := french[told+act]; inCampaigns && !there {
			t.Errorf("%s records %s, and %s is no sentence", where, act, told+act)
		}
		// The page of an exhibit tells its own history.
		if verb, ofExhibit := strings.CutPrefix(act, "exhibit."); ofExhibit && french["exhibit.act."+verb].forms == nil {
			t.Errorf("%s records %s, and exhibit.act.%s is no sentence", where, act, verb)
		}
	}
	for key := range french {
		if act, isTold := strings.CutPrefix(key, told); isTold && acts[act] == "" {
			t.Errorf("nobody records %s: remove %s in every language", act, key)
		}
	}
}

func keysOf(sentences map[string]sentence) (keys []string) {
	for key := range sentences {
		keys = append(keys, key)
	}
	return keys
}

// The search for keys is worth what it finds, and what it leaves alone.
func TestKeysAreFoundInSources(t *testing.T) {
	nouns := map[string]bool{"appeal": true, "person": true}
	found := newAsked(nouns)
	found.inTemplate("x.html", `<p class="appeal.css">{{t "appeal.title" .N}} {{t (print "appeal.kind." .Kind)}}
		{{template "input" (box .E "n" "person.field.name" .V "hint=person.hint.name")}} {{asset "app.css"}}</p>`)
	files := parseText(t, "internal/web/x.go", `package web
		var refused = problem.New(problem.Invalid, "appeal.refused")
		func (p pages) done(c *C, to, what string) error { return p.redirect(c, to, what) }
		func (p pages) add(c *C) error { p.record("appeal.added"); return p.done(c, "/", "appeal.kept") }
		func (p pages) record(action string) { audit.Record(audit.Act{Action: action}) }
		func (p pages) name(k Kind) string { return p.say("person.role." + string(k)) }
		func (p pages) read() { action := "appeal.read"; audit.Record(audit.Act{Action: action}) }`)
	found.inGo("internal/web", files)
	for _, key := range []string{"appeal.title", "person.field.name", "person.hint.name", "appeal.refused", "notice.appeal.kept"} {
		if found.keys[key] == "" {
			t.Errorf("%s was not found", key)
		}
	}
	for _, key := range []string{"appeal.added", "appeal.read", "appeal.kept", "app.css", "appeal.css"} {
		if found.keys[key] != "" {
			t.Errorf("%s is no sentence, and was taken for one", key)
		}
	}
	if !found.uses("appeal.kind.gracious") || !found.uses("person.role.reader") || found.uses("appeal.kind.gone") {
		t.Errorf("prefixes found: %v", found.prefixes)
	}
}
