// SPDX-License-Identifier: AGPL-3.0-only

package deadline_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"text/template"

	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

func TestEveryRuleIsComplete(t *testing.T) {
	for _, r := range deadline.Rules() {
		if r.ID == "" || r.TitleKey == "" || r.Article == "" || r.Kind == "" || r.Source == "" || r.Months <= 0 || r.Since.IsZero() {
			t.Errorf("the record of %q has a gap: %+v", r.ID, r)
		}
		if r.Kind != deadline.LastDayKind && (r.Rolls || r.Clear) {
			t.Errorf("%s gives an event, yet rolls or is clear", r.ID)
		}
		if found, ok := deadline.RuleByID(r.ID); !ok || found != r {
			t.Errorf("%s is not found by its id, or twice", r.ID)
		}
	}
	if _, ok := deadline.RuleByID("NO-SUCH"); ok {
		t.Error("an unknown id was found")
	}
}

// sentences reads the catalogue of a language: one text for each key, or one
// for each plural form.
func sentences(t *testing.T, language string) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../platform/locale/sentences/" + language + "/deadline.json")
	if err != nil {
		t.Fatal(err)
	}
	var entries map[string]any
	if err := json.Unmarshal(text, &entries); err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for key, entry := range entries {
		switch entry := entry.(type) {
		case string:
			all[key] = []string{entry}
		case map[string]any:
			all[key] = []string{entry["one"].(string), entry["other"].(string)}
		}
	}
	return all
}

// told gathers one step of each key that any deadline tells.
func told() map[string]deadline.Step {
	all := map[string]deadline.Step{}
	note := func(d deadline.Deadline) {
		for _, s := range d.Steps {
			all[s.Key] = s
		}
	}
	sweep(func(_ calendar.Day, got deadline.Deadline) { note(got) })
	note(deadline.Expiry(day("2025-05-14")))
	for _, trigger := range []string{deadline.Published, deadline.Posted, deadline.Notified, deadline.Rejected} {
		note(deadline.LastDay(deadline.REP2M, day("2025-05-14")).StartedBy(trigger))
	}
	return all
}

func TestEveryStepHasItsSentence(t *testing.T) {
	steps := told()
	for _, language := range []string{"fr", "en"} {
		catalogue := sentences(t, language)
		for key, step := range steps {
			if len(catalogue[key]) == 0 {
				t.Errorf("%s: no sentence %s", language, key)
			}
			for _, text := range catalogue[key] {
				render(t, language, text, step)
			}
		}
	}
}

// render fails when a sentence names a value that its step does not carry, or
// leaves out the day.
func render(t *testing.T, language, text string, step deadline.Step) {
	t.Helper()
	parsed, err := template.New(step.Key).Option("missingkey=error").Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := parsed.Execute(&out, step.Args); err != nil {
		t.Errorf("%s: %v", language, err)
	}
	if !strings.Contains(out.String(), step.On.String()) {
		t.Errorf("%s: %s does not say its day: %s", language, step.Key, &out)
	}
}

func TestEverySentenceIsTold(t *testing.T) {
	want := slices.Collect(maps.Keys(told()))
	for _, r := range deadline.Rules() {
		want = append(want, r.TitleKey)
	}
	slices.Sort(want)
	for _, language := range []string{"fr", "en"} {
		got := slices.DeleteFunc(slices.Sorted(maps.Keys(sentences(t, language))), func(key string) bool {
			return !strings.HasPrefix(key, "deadline.rule.") && !strings.HasPrefix(key, "deadline.step.")
		})
		if !slices.Equal(got, want) {
			t.Errorf("%s holds %q, the deadlines tell %q", language, got, want)
		}
	}
}
