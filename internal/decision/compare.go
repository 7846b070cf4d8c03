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

// Comparison tells what a renewal changes to the authorisation it replaces
// (C28): a field is true when it differs. What is unknown on one side differs
// from what is known on the other.
type Comparison struct {
	Before, After                                           Details
	CamerasDiffer, RetentionDiffers, PurposesDiffer, Expiry bool
}

// Compare sets a decision beside the one it replaces.
func Compare(before, after Details) Comparison {
	return Comparison{
		Before: before, After: after,
		CamerasDiffer:    !equal(before.Cameras, after.Cameras),
		RetentionDiffers: !equal(before.RetentionDays, after.RetentionDays),
		PurposesDiffer:   !slices.Equal(words(before.Purposes), words(after.Purposes)),
		Expiry:           before.Expiry() != after.Expiry(),
	}
}

// words compares purposes by their words: punctuation is no change.
func words(text string) []string { return strings.Fields(network.Fold(text)) }

func equal[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}
