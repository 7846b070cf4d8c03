// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"text/template"
	"unicode"
	"unicode/utf8"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/templates"
)

// Unfinished begins every passage that somebody must still write; while one is
// left a filing cannot be sealed.
const Unfinished = "[à compléter"

// wording holds the words of one kind of filing, which lawyers edit, and the
// fingerprint of the file they are in.
type wording struct {
	blocks  *template.Template
	version string
}

// wordings reads the words of every kind, once.
var wordings = sync.OnceValues(func() (map[Kind]wording, error) {
	sentences, err := locale.Load()
	if err != nil {
		return nil, err
	}
	all := map[Kind]wording{}
	for _, kind := range kindOf {
		name := "legal/" + string(kind) + ".txt"
		text, err := templates.Files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading the words of a filing: %w", err)
		}
		if all[kind], err = readWording(string(text), sentences.In("fr")); err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
	}
	return all, nil
})

func readWording(text string, french *locale.Speaker) (wording, error) {
	w := wording{blocks: template.New("wording")}
	sum := sha256.Sum256([]byte(text))
	w.version = hex.EncodeToString(sum[:])
	w.blocks.Funcs(template.FuncMap{
		"fill":    func(d calendar.Day) string { return dayOr(french, d, Unfinished+"]") },
		"confirm": func(d calendar.Day) string { return dayOr(french, d, "date à confirmer") },
		"isKnown": func(d calendar.Day) bool { return !d.IsZero() },
		"the":     the, "by": by, "of": of, "lower": lower, "capital": capital, "association": association, "master": master, "list": list,
		"to": to, "departement": ofDepartement, "street": street, "closed": closed, "cameras": cameras, "place": place, "signatory": signatory,
		"nature": func(d decision.Decision) (string, error) { return w.say("nature", d) },
		"short":  func(d decision.Decision) (string, error) { return w.say("short", d) },
		"noun":   func(d decision.Decision) (string, error) { return w.say("noun", d) },
		"act":    func(d decision.Decision) (string, error) { return w.say("act", d) },
		"bar":    func(c appeal.Counsel) (string, error) { return w.say("bar", c) },
	})
	_, err := w.blocks.Parse(text)
	return w, err
}

// wordingOf gives the words of a kind of filing.
func wordingOf(kind Kind) (wording, error) {
	all, err := wordings()
	if err != nil {
		return wording{}, err
	}
	w, ok := all[kind]
	if !ok {
		return w, fmt.Errorf("no words for a filing of kind %q", kind)
	}
	return w, nil
}

// say fills in one block, without the white around it.
func (w wording) say(name string, data any) (string, error) {
	var out bytes.Buffer
	if err := w.blocks.ExecuteTemplate(&out, name, data); err != nil {
		return "", fmt.Errorf("wording a filing: %w", err)
	}
	return strings.TrimSpace(out.String()), nil
}

func dayOr(french *locale.Speaker, d calendar.Day, unknown string) string {
	if d.IsZero() {
		return unknown
	}
	return french.DayPlain(d)
}

// articles are those of the words that begin the name of an authority.
var articles = map[string]string{
	"prefet": "le ", "conseil": "le ", "maire": "le ", "president": "le ", "departement": "le ",
	"prefete": "la ", "commune": "la ", "ville": "la ", "metropole": "la ", "presidente": "la ", "communaute": "la ",
}

// the gives an authority its article, where its first word is one of ours:
// « le préfet de l’Hérault ».
func the(name string) string {
	first, _, _ := strings.Cut(name, " ")
	article, known := articles[network.Fold(first)]
	if !known {
		return name
	}
	return article + lower(name)
}

// by says whose act it is: « du préfet de l’Hérault », « de la commune de Sète ».
func by(name string) string {
	if rest, found := strings.CutPrefix(the(name), "le "); found {
		return "du " + rest
	}
	return of(the(name))
}

// to says whom an order addresses: « au préfet de l’Hérault ».
func to(name string) string {
	if rest, found := strings.CutPrefix(the(name), "le "); found {
		return "au " + rest
	}
	return "à " + the(name)
}

// of puts « de » before a name: « de Sète », « d’Agde », « du Pouget ».
func of(name string) string {
	first, _ := utf8.DecodeRuneInString(network.Fold(name))
	switch {
	case strings.HasPrefix(name, "Le "):
		return "du " + name[len("Le "):]
	case strings.HasPrefix(name, "Les "):
		return "des " + name[len("Les "):]
	case strings.HasPrefix(name, "aux ") || strings.HasPrefix(name, "de ") || strings.HasPrefix(name, "d’"):
		return name
	case strings.ContainsRune("aeiouy", first):
		return "d’" + name
	}
	return "de " + name
}

// association says « l’association » before a name that does not say so itself.
func association(name string) string {
	if strings.HasPrefix(network.Fold(name), "association") {
		return "l’" + lower(name)
	}
	return "l’association " + name
}

// titles begin the names of lawyers and firms that bring their own.
var titles = []string{"Me ", "Maître ", "Maitre ", "SCP ", "SELARL ", "SELAS ", "SAS ", "AARPI ", "Cabinet "}

// master gives a lawyer the title of the profession, unless the name has one.
func master(name string) string {
	for _, title := range titles {
		if strings.HasPrefix(name, title) {
			return name
		}
	}
	return "Me " + name
}

// list writes names one after the other: « A, B et C ».
func list(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " et " + names[last]
}

func lower(text string) string { return firstTo(text, unicode.ToLower) }

func capital(text string) string { return firstTo(text, unicode.ToUpper) }

func firstTo(text string, change func(rune) rune) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(change(first)) + text[size:]
}
