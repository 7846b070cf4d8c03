// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"fmt"
	"html/template"
	"maps"
	"regexp"
	"strings"
	"time"

	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// functions are what a template may call, in one language.
func functions(speaker *locale.Speaker, a *assets) template.FuncMap {
	return template.FuncMap{
		"t":        func(key string, pairs ...any) string { return speaker.Say(key, pairs...) },
		"day":      speaker.Day,
		"dayPlain": speaker.DayPlain,
		"dayShort": speaker.DayShort,
		"weekday":  speaker.Weekday,
		"month":    speaker.MonthShort,
		"instant":  func(at any) string { return speaker.Instant(moment(at)) },
		"number":   func(n any) string { return speaker.Number(whole(n)) },
		"size":     speaker.Size,
		"article":  citation,
		"asset":    a.address,
		"lang":     func() string { return speaker.Language },
		"draw":     draw,
		"box": func(e problem.Fields, n, l, v string, options ...string) box {
			return newBox(speaker, e, n, l, v, options)
		},
		"choices":    func(b box, of []option) box { b.Options = of; return b },
		"faultsOf":   func(e problem.Fields) []fault { return faults(speaker, e) }, // each page names its fields: see labelsOf
		"option":     func(value, label string) option { return option{Value: value, Label: label} },
		"short":      func(s string, n int) string { return s[:min(n, len(s))] },
		"isKnown":    func(d calendar.Day) bool { return !d.IsZero() },
		"hasPrefix":  strings.HasPrefix,
		"paragraphs": func(s string) []string { return strings.Split(strings.TrimSpace(s), "\n\n") },
	}
}

func moment(at any) time.Time {
	switch v := at.(type) {
	case time.Time:
		return v
	case *time.Time:
		if v != nil {
			return *v
		}
	}
	return time.Time{}
}

func whole(n any) int64 {
	switch v := n.(type) {
	case int:
		return int64(v)
	case int64:
		return v
	case *int:
		if v != nil {
			return int64(*v)
		}
	}
	return 0
}

// option is one choice of a select or a radio group.
type option struct{ Value, Label string }

// fault is one line of the summary above a refused form. The label is that of
// its field, "" where the sentence stands alone.
type fault struct{ Name, Label, Text string }

// box is one field of a form with its label, what was typed and what is wrong.
type box struct {
	Name, Label, Value, Hint, Fault string
	Type                            string // of an input: text unless said
	Required                        bool
	Rows                            int
	Options                         []option
	Attributes                      map[string]string // autocomplete, list, maxlength, inputmode, min, max
}

// newBox reads options such as "required", "hint=noun.hint", "type=email",
// "rows=8", "autocomplete=email".
func newBox(speaker *locale.Speaker, errors problem.Fields, name, label, value string, options []string) box {
	b := box{Name: name, Label: speaker.Say(label), Value: value, Type: "text", Rows: 4, Attributes: map[string]string{}}
	for _, wrong := range errors {
		if wrong.Name == name {
			b.Fault = sayFault(speaker, wrong)
			break
		}
	}
	for _, o := range options {
		word, rest, _ := strings.Cut(o, "=")
		switch word {
		case "required":
			b.Required = true
		case "hint":
			b.Hint = speaker.Say(rest)
		case "type":
			b.Type = rest
		case "rows":
			_, _ = fmt.Sscan(rest, &b.Rows)
		case "autocomplete", "list", "maxlength", "inputmode", "min", "max", "accept", "placeholder", "spellcheck":
			b.Attributes[word] = rest
		default:
			panic("a form field knows no option " + word)
		}
	}
	return b
}

// Describes lists the ids of the texts that explain the field, for aria-describedby.
func (b box) Describes() string {
	var ids []string
	if b.Hint != "" {
		ids = append(ids, b.Name+"-hint")
	}
	if b.Fault != "" {
		ids = append(ids, b.Name+"-fault")
	}
	return strings.Join(ids, " ")
}

func faults(speaker *locale.Speaker, errors problem.Fields) []fault {
	var lines []fault
	for _, wrong := range errors {
		lines = append(lines, fault{Name: wrong.Name, Text: sayFault(speaker, wrong)})
	}
	return lines
}

// sayFault says what is wrong with a field. What was found inside a refused file
// is a media type there: people read it in words.
func sayFault(speaker *locale.Speaker, wrong problem.Field) string {
	found, ok := wrong.Args["Found"].(string)
	if !ok {
		return speaker.SayWith(wrong.Key, wrong.Args)
	}
	args := maps.Clone(wrong.Args)
	args["Found"] = speaker.Say("file.found." + contentWord(found))
	return speaker.SayWith(wrong.Key, args)
}

// contentWord is the word for a media type, "unknown" when people have none.
func contentWord(mediaType string) string {
	plain, _, _ := strings.Cut(mediaType, ";")
	family, kind, _ := strings.Cut(plain, "/")
	switch {
	case kind == "pdf", kind == "html", kind == "zip":
		return kind
	case kind == "msword", strings.Contains(kind, "officedocument"), strings.Contains(kind, "opendocument"):
		return "office"
	case family == "image", family == "text", family == "video", family == "audio":
		return family
	}
	return "unknown"
}

// labels are the sentences that name the fields of one page, by field.
type labels map[string]string

var boxCall = regexp.MustCompile(`\(box \S+ "([a-z_]+)" "([a-z_.]+)"`)

// labelsOf reads from the source of a page how it names its fields.
func labelsOf(source string) labels {
	found := labels{}
	for _, call := range boxCall.FindAllStringSubmatch(source, -1) {
		found[call[1]] = call[2]
	}
	return found
}

// faults are the lines of the summary, each with the label of its field: of two
// numbers on a page, it says which one is meant.
func (l labels) faults(speaker *locale.Speaker, errors problem.Fields) []fault {
	lines := faults(speaker, errors)
	for i := range lines {
		if key, named := l[lines[i].Name]; named {
			lines[i].Label = speaker.Say(key)
		}
	}
	return lines
}
