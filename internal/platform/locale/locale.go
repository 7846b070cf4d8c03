// SPDX-License-Identifier: AGPL-3.0-only

// Package locale puts things into words: sentences by key, days, instants,
// numbers and sizes, in French and in English.
package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// Languages are those of the interface; the first is the reference.
var Languages = []string{"fr", "en"}

//go:embed sentences/*/*.json
var files embed.FS

// Catalogue holds every sentence in every language.
type Catalogue struct {
	speakers map[string]*Speaker
	keys     map[string]map[string]bool
}

// Load reads the catalogue from the program itself.
func Load() (*Catalogue, error) {
	bundle := i18n.NewBundle(language.French)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	c := &Catalogue{speakers: map[string]*Speaker{}, keys: map[string]map[string]bool{}}
	for _, lang := range Languages {
		if err := c.load(bundle, lang); err != nil {
			return nil, err
		}
	}
	for _, lang := range Languages {
		c.speakers[lang] = &Speaker{Language: lang, sentences: i18n.NewLocalizer(bundle, lang), known: c.keys[lang]}
	}
	return c, nil
}

func (c *Catalogue) load(bundle *i18n.Bundle, lang string) error {
	c.keys[lang] = map[string]bool{}
	names, err := fs.Glob(files, "sentences/"+lang+"/*.json")
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		parsed, err := bundle.ParseMessageFileBytes(text, name[:len(name)-len(".json")]+"."+lang+".json")
		if err != nil {
			return fmt.Errorf("read sentences %s: %w", name, err)
		}
		for _, message := range parsed.Messages {
			if c.keys[lang][message.ID] {
				return fmt.Errorf("read sentences %s: %s is there twice", name, message.ID)
			}
			c.keys[lang][message.ID] = true
		}
	}
	return nil
}

// In gives the speaker of a language; an unknown one speaks French.
func (c *Catalogue) In(lang string) *Speaker {
	if s, ok := c.speakers[lang]; ok {
		return s
	}
	return c.speakers[Languages[0]]
}

// Keys lists the sentences known in a language, sorted.
func (c *Catalogue) Keys(lang string) []string {
	return slices.Sorted(maps.Keys(c.keys[lang]))
}

// Speaker says things in one language. It may be used by many at once.
type Speaker struct {
	Language  string
	sentences *i18n.Localizer
	known     map[string]bool
}

// Knows tells whether the sentence exists.
func (s *Speaker) Knows(key string) bool { return s.known[key] }

// Say gives the sentence of a key; pairs name its values ("Name", x) and "Count"
// chooses the plural. Days and instants among them are put into words. A key
// without a sentence comes back in brackets, for the tests to find.
func (s *Speaker) Say(key string, pairs ...any) string {
	values := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[fmt.Sprint(pairs[i])] = s.word(pairs[i+1])
	}
	return s.SayWith(key, values)
}

// SayWith is Say for values that are a map already.
func (s *Speaker) SayWith(key string, values map[string]any) string {
	if !s.known[key] {
		return "[" + key + "]"
	}
	config := &i18n.LocalizeConfig{MessageID: key}
	if len(values) > 0 {
		worded := make(map[string]any, len(values))
		for name, value := range values {
			worded[name] = s.word(value)
		}
		config.TemplateData, config.PluralCount = worded, values["Count"]
	}
	text, err := s.sentences.Localize(config)
	if err != nil {
		return "[" + key + "]"
	}
	return text
}

func (s *Speaker) word(value any) any {
	switch v := value.(type) {
	case calendar.Day:
		return s.Day(v)
	case time.Time:
		return s.Instant(v)
	case problem.Bytes:
		return s.Size(int64(v))
	}
	return value
}
