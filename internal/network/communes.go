// SPDX-License-Identifier: AGPL-3.0-only

package network

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"
)

// communesCSV is the list of communes in being on 1 January 2026: INSEE code,
// name, code of the département, ordered by code.
//
// Source: Insee, code officiel géographique, as arranged by Etalab in
// @etalab/decoupage-administratif 6.0.0, under the Licence Ouverte 2.0
// (https://www.etalab.gouv.fr/licence-ouverte-open-licence). How to renew it:
// docs/decisions/0007-communes.md.
//
//go:embed communes.csv.gz
var communesCSV []byte

// communeList holds the communes ordered by code and, at the same places,
// their folded names.
type communeList struct {
	all    []Commune
	folded []string
}

// communes reads the embedded list once, the first time somebody needs it.
var communes = sync.OnceValue(func() communeList {
	list, err := readCommunes(communesCSV)
	if err != nil {
		panic(err) // part of the program itself, checked by its tests
	}
	return list
})

func readCommunes(compressed []byte) (communeList, error) {
	unzip, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return communeList{}, fmt.Errorf("opening the list of communes: %w", err)
	}
	text, err := io.ReadAll(unzip)
	if err != nil {
		return communeList{}, fmt.Errorf("reading the list of communes: %w", err)
	}
	return parseCommunes(string(text))
}

func parseCommunes(text string) (communeList, error) {
	lines := strings.Count(text, "\n")
	list := communeList{all: make([]Commune, 0, lines), folded: make([]string, 0, lines)}
	for line := range strings.Lines(text) {
		if line[0] == '#' {
			continue // the source, named in the file itself too
		}
		code, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ",")
		name, departement, ok := strings.Cut(rest, ",")
		if !ok {
			return communeList{}, fmt.Errorf("list of communes: cannot read %q", line)
		}
		name = strings.ReplaceAll(name, "'", "’") // as printed; a folded name has neither
		list.all = append(list.all, Commune{Code: code, Name: name, Departement: departement})
		list.folded = append(list.folded, fold(name))
	}
	return list, nil
}
