// SPDX-License-Identifier: AGPL-3.0-only

package decision

import (
	"slices"
	"strings"

	"contrechamp.org/contrechamp/internal/network"
)

// changed names the fields that differ between two states, for the journal.
func changed(before, after Details) string {
	var names []string
	note := func(name string, same bool) {
		if !same {
			names = append(names, name)
		}
	}
	note("kind", before.Kind == after.Kind)
	note("authority", before.Authority == after.Authority)
	note("departement", before.Departement == after.Departement)
	note("commune", before.CommuneCode == after.CommuneCode)
	note("number", before.Number == after.Number)
	note("title", before.Title == after.Title)
	note("signed_on", before.SignedOn == after.SignedOn)
	note("published_on", before.PublishedOn == after.PublishedOn)
	note("publication", before.Publication == after.Publication && before.PublicationURL == after.PublicationURL)
	note("posted_on", before.PostedOn == after.PostedOn)
	note("notified_on", before.NotifiedOn == after.NotifiedOn)
	note("first_seen_on", before.FirstSeenOn == after.FirstSeenOn)
	note("cameras", equal(before.Cameras, after.Cameras))
	note("purposes", before.Purposes == after.Purposes)
	note("retention_days", equal(before.RetentionDays, after.RetentionDays))
	note("expires_on", before.ExpiresOn == after.ExpiresOn)
	note("replaces", equal(before.ReplacesID, after.ReplacesID))
	return strings.Join(names, ",")
}

// Difference is what a renewal does to one point of the act it replaces.
type Difference string

// What a comparison can say. A point that one of the acts leaves unknown is
// neither the same nor different.
const (
	Same    Difference = "same"
	Differs Difference = "differs"
	Unclear Difference = "unclear"
)

// Comparison tells what a renewal changes to the authorisation it replaces.
type Comparison struct {
	Before, After                        Details
	Cameras, Retention, Purposes, Expiry Difference
}

// Compare sets a decision beside the one it replaces.
func Compare(before, after Details) Comparison {
	was, is := words(before.Purposes), words(after.Purposes)
	return Comparison{
		Before: before, After: after,
		Cameras:   difference(before.Cameras != nil && after.Cameras != nil, equal(before.Cameras, after.Cameras)),
		Retention: difference(before.RetentionDays != nil && after.RetentionDays != nil, equal(before.RetentionDays, after.RetentionDays)),
		Purposes:  difference(len(was) > 0 && len(is) > 0, slices.Equal(was, is)),
		Expiry:    difference(!before.Expiry().IsZero() && !after.Expiry().IsZero(), before.Expiry() == after.Expiry()),
	}
}

func difference(known, same bool) Difference {
	switch {
	case !known:
		return Unclear
	case same:
		return Same
	}
	return Differs
}

// words compares purposes by their words: punctuation is no change.
func words(text string) []string { return strings.Fields(network.Fold(text)) }

func equal[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}
