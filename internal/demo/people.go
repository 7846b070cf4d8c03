// SPDX-License-Identifier: AGPL-3.0-only

package demo

import (
	"fmt"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// people gathers the co-plaintiffs of one campaign and keeps them in one go:
// a hundred people in eleven appeals are more than a thousand rows.
type people struct {
	*loader
	campaign appeal.CampaignID
	members  []coplaintiff.CoPlaintiff
	roles    []coplaintiff.Role
}

func (l *loader) people(campaign appeal.CampaignID) *people {
	return &people{loader: l, campaign: campaign}
}

func (p *people) add(details coplaintiff.Details) coplaintiff.CoPlaintiff {
	c := coplaintiff.CoPlaintiff{
		ID: coplaintiff.ID(newID()), CampaignID: p.campaign, Number: len(p.members) + 1, Details: details,
		Version: 1, CreatedBy: p.by.ActorID(),
	}
	p.members = append(p.members, c)
	return c
}

// association adds a real organisation of the public record; who signs for it is
// not part of that record.
func (p *people) association(name, street, code, town string) coplaintiff.CoPlaintiff {
	return p.add(coplaintiff.Details{
		Kind: coplaintiff.Association, Name: name, Signatory: "Représentant légal (à confirmer)",
		Street: street, PostalCode: code, Town: town,
	})
}

var given = []string{"Camille", "Dominique", "Claude", "Sacha", "Maxime", "Andréa", "Charlie", "Alix", "Noa", "Lou", "Éden", "Swann"}

// invented adds somebody who plainly does not exist.
func (p *people) invented(n int, town string) coplaintiff.CoPlaintiff {
	details := coplaintiff.Details{
		Kind: coplaintiff.NaturalPerson, GivenName: given[n%len(given)], FamilyName: fmt.Sprintf("Fictif-%03d", n),
		Street: fmt.Sprintf("%d rue de l’Exemple", n), PostalCode: "34000", Town: town,
	}
	if n%5 == 0 { // some files are incomplete, as in life
		details.Street, details.PostalCode = "", ""
	}
	if n%3 != 0 {
		details.OwnWords = fmt.Sprintf("Texte d’exemple n° %d : cette personne fictive passe chaque jour sous les caméras %s.", n, of(town))
	}
	return p.add(details)
}

func (p *people) role(who coplaintiff.CoPlaintiff, in appeal.ID, kind coplaintiff.RoleKind, since calendar.Day) {
	p.roles = append(p.roles, coplaintiff.Role{
		ID: coplaintiff.RoleID(newID()), CoPlaintiffID: who.ID, AppealID: in, Kind: kind, SinceOn: since, CreatedBy: p.by.ActorID(),
	})
}

// keep writes them all in one unit of work, with one line in the journal.
func (p *people) keep() {
	p.inTx(func(tx database.Tx) error {
		for i := range p.members {
			p.members[i].CreatedAt = tx.Now
		}
		for i := range p.roles {
			p.roles[i].CreatedAt = tx.Now
		}
		if err := database.AddAll(tx, p.members); err != nil {
			return err
		}
		if err := database.AddAll(tx, p.roles); err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO counters (id, last) VALUES (?, ?)", "coplaintiff:"+string(p.campaign), len(p.members)); err != nil {
			return err
		}
		return audit.Record(tx, p.by, audit.Act{
			Action: "demo.people_added", Campaign: string(p.campaign), Detail: map[string]string{"count": fmt.Sprint(len(p.members))},
		})
	})
}
