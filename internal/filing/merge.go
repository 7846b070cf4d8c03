// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"crypto/sha256"
	"encoding/hex"
)

// Parts names every part of a text that people write, as forms call it.
var Parts = append(append([]string{"title"}, sectionNames()...), "place", "dated_on")

func sectionNames() (names []string) {
	for _, section := range Sections {
		names = append(names, string(section))
	}
	return names
}

// Part gives the part of that name; a date as YYYY-MM-DD.
func (t Text) Part(name string) string {
	switch name {
	case "title":
		return t.Title
	case "place":
		return t.Place
	case "dated_on":
		return t.DatedOn.String()
	}
	return t.In(Section(name))
}

// take copies one part from another text.
func (t *Text) take(name string, from Text) {
	switch name {
	case "title":
		t.Title = from.Title
	case "place":
		t.Place = from.Place
	case "dated_on":
		t.DatedOn = from.DatedOn
	default:
		t.Put(Section(name), from.In(Section(name)))
	}
}

// Digest tells a part as it was shown from the same part changed: the SHA-256
// of its characters, in hexadecimal.
func (t Text) Digest(name string) string {
	sum := sha256.Sum256([]byte(t.Part(name)))
	return hex.EncodeToString(sum[:])
}

// Merge brings together what somebody typed and what was stored meanwhile,
// part by part; shown holds the digests of the parts that were there when
// writing began. A part that only one of the two changed is theirs. One that
// both changed stays as typed and is named in both, for a person to decide: it
// may then only be stored knowingly.
func Merge(shown map[string]string, typed, kept Text) (merged Text, both []string) {
	typed.clean()
	merged = typed
	for _, name := range Parts {
		was := shown[name]
		switch {
		case typed.Part(name) == kept.Part(name), kept.Digest(name) == was:
		case typed.Digest(name) == was:
			merged.take(name, kept)
		default:
			both = append(both, name)
		}
	}
	return merged, both
}
