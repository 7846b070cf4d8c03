// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

// CampaignID identifies a campaign (UUID v7).
type CampaignID string

// CampaignDetails is the part of a campaign that people edit.
type CampaignDetails struct {
	Slug        string // short name for addresses; made from the title when empty
	Title       string
	Summary     string
	Organiser   string // the collective or association that runs it
	Departement string // code of the département it takes place in, or ""
}

// Campaign is what people join: it groups the decisions contested together and
// the appeals against them.
type Campaign struct {
	ID CampaignID
	CampaignDetails
	Demo      bool // part of the demonstration case, removed with it
	Version   int
	CreatedAt time.Time
}

// Access lets one account into one campaign. Nothing of a campaign is visible
// to anyone without it.
type Access struct {
	ID         string
	CampaignID CampaignID
	UserID     person.ID
	GivenBy    string
	CreatedAt  time.Time
}

// CampaignDecision puts a decision in a campaign.
type CampaignDecision struct {
	ID         string
	CampaignID CampaignID
	DecisionID decision.ID
	CreatedAt  time.Time
}

// clean trims what was typed and gives the campaign its short name.
func (d *CampaignDetails) clean() {
	d.Title, d.Organiser = typed.Line(d.Title), typed.Line(d.Organiser)
	d.Summary = typed.Lines(d.Summary)
	d.Departement = strings.ToUpper(strings.TrimSpace(d.Departement))
	d.Slug = slugOf(d.Slug)
}

// check gathers what is wrong, field by field.
func (d CampaignDetails) check() error {
	var wrong problem.Fields
	needText(&wrong, "title", d.Title, maxTitle)
	typed.Check(&wrong, "organiser", d.Organiser, maxTitle)
	typed.Check(&wrong, "summary", d.Summary, maxText)
	if _, known := decision.CourtsOf(d.Departement); d.Departement != "" && !known {
		wrong.Add("departement", "campaign.departement_unknown")
	}
	return wrong.Err()
}

const maxSlug = 60

// slugOf makes a short name for addresses: ASCII letters, digits and hyphens.
func slugOf(title string) string {
	var slug strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(strings.TrimSpace(title))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			slug.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // an accent, left behind by the decomposition
		case slug.Len() > 0 && !strings.HasSuffix(slug.String(), "-"):
			slug.WriteByte('-')
		}
		if slug.Len() >= maxSlug {
			break
		}
	}
	return strings.Trim(slug.String(), "-")
}
