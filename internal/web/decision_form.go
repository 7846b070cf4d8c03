// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// decisionForm is what is typed to enter or correct a decision.
type decisionForm struct {
	ID, Kind, Authority, Departement, Number, Title          string
	Commune                                                  communeTyped
	SignedOn, PublishedOn, PostedOn, NotifiedOn, FirstSeenOn string
	Publication, PublicationURL                              string
	Cameras, Purposes, RetentionDays, ExpiresOn              string
	Replaces                                                 string // a number, typed by hand
	ReplacesID                                               string // the act chosen in the list
	Campaign                                                 string
	Version                                                  int
}

type decisionEdit struct {
	Decision     decision.ID // "" for a new one
	Form         decisionForm
	Kinds        []option
	Departements []option
	Replaceable  []option
	Campaigns    []option
	Moves        []appeal.Move
	Differences  []difference
	Errors       problem.Fields
}

// Twin is the act that has the number already.
func (e decisionEdit) Twin() string { return twinOf(e.Errors) }

// typedDecision reads the form. What cannot be read is a fault beside its field.
func (p decisionPages) typedDecision(c *fiber.Ctx) (typed decisionForm, details decision.Details, wrong problem.Fields, err error) {
	f := read(c)
	typed = decisionForm{
		ID: f.id(), Kind: f.text("kind"), Authority: f.text("authority"), Departement: f.text("departement"),
		Number: f.text("number"), Title: f.text("title"),
		SignedOn: f.text("signed_on"), PublishedOn: f.text("published_on"), PostedOn: f.text("posted_on"),
		NotifiedOn: f.text("notified_on"), FirstSeenOn: f.text("first_seen_on"),
		Publication: f.text("publication"), PublicationURL: f.text("publication_url"),
		Cameras: f.text("cameras"), Purposes: f.text("purposes"), RetentionDays: f.text("retention_days"), ExpiresOn: f.text("expires_on"),
		Replaces: f.text("replaces"), ReplacesID: f.text("replaces_id"), Campaign: f.text("campaign"), Version: f.version(),
	}
	details = decision.Details{
		Kind: decision.Kind(typed.Kind), Authority: typed.Authority, Departement: typed.Departement,
		Number: typed.Number, Title: typed.Title,
		SignedOn: f.day("signed_on", &wrong), PublishedOn: f.day("published_on", &wrong), PostedOn: f.day("posted_on", &wrong),
		NotifiedOn: f.day("notified_on", &wrong), FirstSeenOn: f.day("first_seen_on", &wrong),
		Publication: typed.Publication, PublicationURL: typed.PublicationURL,
		Cameras: f.number("cameras", &wrong), Purposes: typed.Purposes, RetentionDays: f.number("retention_days", &wrong),
		ExpiresOn: f.day("expires_on", &wrong),
	}
	typed.Commune, details.CommuneCode = readCommune(f, &wrong)
	details.ReplacesID, err = p.replaced(c.UserContext(), user(c), typed, &wrong)
	return typed, details, wrong, err
}

// replaced finds the act that is replaced: chosen in the list, or by its number,
// which must then name a single act.
func (p decisionPages) replaced(ctx context.Context, by person.User, typed decisionForm, wrong *problem.Fields) (*decision.ID, error) {
	if typed.ReplacesID != "" {
		id := decision.ID(typed.ReplacesID)
		return &id, nil
	}
	if typed.Replaces == "" {
		return nil, nil
	}
	found, err := p.Decisions.Named(ctx, by, typed.Replaces, replaceableMax)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		wrong.Add("replaces", "decision.replaces_not_found", "Number", typed.Replaces)
	case len(found) > 1:
		wrong.Add("replaces_id", "decision.replaces_several", "Number", typed.Replaces)
	default:
		return &found[0].ID, nil
	}
	return nil, nil
}

const replaceableMax = 50

// replaceable lists the acts to choose from: those of the number typed, those of
// the commune, and the one chosen before.
func (p decisionPages) replaceable(c *fiber.Ctx, typed decisionForm, commune string) ([]option, error) {
	ctx, by, speaker := c.UserContext(), user(c), p.speak(c)
	var acts []decision.Decision
	if typed.Replaces != "" {
		named, err := p.Decisions.Named(ctx, by, typed.Replaces, replaceableMax)
		if err != nil {
			return nil, err
		}
		acts = named
	}
	if commune != "" {
		local, err := p.Decisions.OfCommune(ctx, by, commune)
		if err != nil {
			return nil, err
		}
		acts = append(acts, local...)
	}
	if typed.ReplacesID != "" {
		chosen, err := p.Decisions.Find(ctx, by, decision.ID(typed.ReplacesID))
		if err == nil {
			acts = append(acts, chosen)
		} else if problem.CodeOf(err) != problem.NotFound {
			return nil, err
		}
	}
	return actOptions(speaker, acts, decision.ID(typed.ID)), nil
}

// actOptions names acts to choose from, each once, without the act itself.
func actOptions(speaker *locale.Speaker, acts []decision.Decision, self decision.ID) []option {
	if len(acts) == 0 {
		return nil
	}
	options := []option{{Value: "", Label: speaker.Say("decision.replaces_none")}}
	seen := map[decision.ID]bool{self: true}
	for _, act := range acts {
		if !seen[act.ID] {
			seen[act.ID] = true
			options = append(options, option{Value: string(act.ID), Label: actName(speaker, act)})
		}
	}
	return options
}

// actName names an act in one line: kind, number or title, authority, signature.
func actName(speaker *locale.Speaker, d decision.Decision) string {
	name := speaker.Say("decision.kind." + string(d.Kind))
	if d.Number != "" {
		name = speaker.Say("decision.numbered", "Kind", name, "Number", d.Number)
	} else {
		name += ", " + d.Title
	}
	name += ", " + d.Authority
	if !d.SignedOn.IsZero() {
		name += ", " + speaker.DayPlain(d.SignedOn)
	}
	return name
}

func (p decisionPages) new(c *fiber.Ctx) error {
	form := decisionForm{
		ID: newID(), Kind: string(decision.Renewal), Commune: communeKept(c.Query("commune")), Campaign: c.Query("campaign"),
	}
	page, err := p.editPage(c, form, c.Query("commune"), nil)
	if err != nil {
		return err
	}
	return p.render(c, "decision/new", page)
}

func (p decisionPages) add(c *fiber.Ctx) error {
	typed, details, wrong, err := p.typedDecision(c)
	if err != nil {
		return err
	}
	refused, err := p.unread(c, decision.ID(typed.ID), details, wrong)
	if err != nil {
		return err
	}
	if refused == nil {
		refused = p.Appeals.EnterDecision(c.UserContext(), user(c), decision.ID(typed.ID), details, campaignChosen(typed.Campaign))
	}
	if refused == nil {
		return p.redirect(c, "/decisions/"+typed.ID, "decision.added")
	}
	page, err := p.editPage(c, typed, details.CommuneCode, refused)
	if err != nil {
		return err
	}
	return p.refuse(c, refused, "decision/new", page)
}

// unread refuses a form that could not be read whole, with everything else that
// is wrong with it; nil when all was read, and the act itself is to be tried.
func (p decisionPages) unread(c *fiber.Ctx, id decision.ID, details decision.Details, wrong problem.Fields) (refused, err error) {
	if len(wrong) == 0 || !user(c).MayWrite() {
		return wrong.Err(), nil
	}
	all, err := p.Decisions.Faults(c.UserContext(), user(c), id, details, wrong)
	return all.Err(), err
}

func (p decisionPages) editPage(c *fiber.Ctx, form decisionForm, commune string, refused error) (page decisionEdit, err error) {
	page = decisionEdit{
		Form: form, Errors: wrongWith(refused),
		Kinds: p.kinds(c, "decision.choose_kind"), Departements: p.departements(c, "decision.departement_of_commune"),
	}
	if page.Replaceable, err = p.replaceable(c, form, commune); err != nil {
		return page, err
	}
	page.Campaigns, err = p.campaigns(c)
	return page, err
}

func decisionKept(d decision.Decision) decisionForm {
	form := decisionForm{
		ID: string(d.ID), Kind: string(d.Kind), Authority: d.Authority, Departement: d.Departement, Number: d.Number, Title: d.Title,
		Commune:  communeKept(d.CommuneCode),
		SignedOn: d.SignedOn.String(), PublishedOn: d.PublishedOn.String(), PostedOn: d.PostedOn.String(),
		NotifiedOn: d.NotifiedOn.String(), FirstSeenOn: d.FirstSeenOn.String(),
		Publication: d.Publication, PublicationURL: d.PublicationURL,
		Cameras: numberText(d.Cameras), Purposes: d.Purposes, RetentionDays: numberText(d.RetentionDays),
		ExpiresOn: d.ExpiresOn.String(), Version: d.Version,
	}
	if d.ReplacesID != nil {
		form.ReplacesID = string(*d.ReplacesID)
	}
	return form
}

func (p decisionPages) editForm(c *fiber.Ctx) error {
	d, err := p.find(c)
	if err != nil {
		return err
	}
	page, err := p.editPage(c, decisionKept(d), d.CommuneCode, nil)
	if err != nil {
		return err
	}
	page.Decision = d.ID
	return p.render(c, "decision/edit", page)
}

func (p decisionPages) edit(c *fiber.Ctx) error {
	kept, err := p.find(c)
	if err != nil {
		return err
	}
	typed, details, wrong, err := p.typedDecision(c)
	if err != nil {
		return err
	}
	typed.ID = string(kept.ID)
	refused, err := p.unread(c, kept.ID, details, wrong)
	if err != nil {
		return err
	}
	if refused == nil {
		refused = p.Appeals.CorrectDecision(c.UserContext(), user(c), kept.ID, typed.Version, details, read(c).checked("approve_moves"))
	}
	if refused == nil {
		return p.redirect(c, "/decisions/"+typed.ID, "decision.changed")
	}
	page, err := p.editPage(c, typed, details.CommuneCode, refused)
	if err != nil {
		return err
	}
	page.Decision = kept.ID
	var moves *appeal.MovesError
	if errors.As(refused, &moves) {
		page.Moves = moves.Moves
	}
	if overtaken(refused) {
		page.Differences = p.differences(c, typed, decisionKept(kept))
		page.Form.Version = kept.Version
	}
	return p.refuse(c, refused, "decision/edit", page)
}

func (p decisionPages) differences(c *fiber.Ctx, mine, kept decisionForm) []difference {
	return differences(p.speak(c), []pair{
		{"decision.field.kind", mine.Kind, kept.Kind},
		{"decision.field.authority", mine.Authority, kept.Authority},
		{"decision.field.departement", mine.Departement, kept.Departement},
		{"decision.field.commune", mine.Commune.Text, kept.Commune.Text},
		{"decision.field.number", mine.Number, kept.Number},
		{"decision.field.title", mine.Title, kept.Title},
		{"decision.field.signed_on", mine.SignedOn, kept.SignedOn},
		{"decision.field.published_on", mine.PublishedOn, kept.PublishedOn},
		{"decision.field.publication", mine.Publication, kept.Publication},
		{"decision.field.publication_url", mine.PublicationURL, kept.PublicationURL},
		{"decision.field.posted_on", mine.PostedOn, kept.PostedOn},
		{"decision.field.notified_on", mine.NotifiedOn, kept.NotifiedOn},
		{"decision.field.first_seen_on", mine.FirstSeenOn, kept.FirstSeenOn},
		{"decision.field.cameras", mine.Cameras, kept.Cameras},
		{"decision.field.purposes", mine.Purposes, kept.Purposes},
		{"decision.field.retention_days", mine.RetentionDays, kept.RetentionDays},
		{"decision.field.expires_on", mine.ExpiresOn, kept.ExpiresOn},
	})
}
