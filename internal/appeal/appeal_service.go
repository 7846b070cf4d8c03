// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"context"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// AddAppeal prepares an appeal against decisions of the campaign. The id comes
// from the form, so that the same form sent twice makes one appeal.
func (s *Service) AddAppeal(ctx context.Context, by person.User, id ID, campaign CampaignID, details Details, decisions []decision.ID) error {
	details.clean()
	return s.inCampaign(ctx, by, campaign, func(tx database.Tx, _ Campaign) error {
		if err := checkID(id); err != nil {
			return err
		}
		if _, err := Find(tx, by, id); problem.CodeOf(err) != problem.NotFound {
			return err // nil: this form was sent before
		}
		added := Appeal{ID: id, CampaignID: campaign, Details: details, Stage: Preparation, Version: 1, CreatedAt: tx.Now}
		if err := accept(tx, added); err != nil {
			return err
		}
		if err := tx.Add(&added); err != nil {
			return err
		}
		if err := contest(tx, added, decisions); err != nil {
			return err
		}
		return audit.Record(tx, by, added.act("appeal.added", "kind", string(added.Kind)))
	})
}

// EditAppeal changes what an appeal says of itself and what it contests. Its
// kind is settled once it has left its preparation.
func (s *Service) EditAppeal(ctx context.Context, by person.User, id ID, version int, details Details, decisions []decision.ID) error {
	details.clean()
	return s.inAppeal(ctx, by, id, func(tx database.Tx, edited Appeal) error {
		settled := edited.Stage != Preparation && edited.Kind != details.Kind
		edited.Details, edited.Version = details, version+1
		if err := accept(tx, edited); err != nil {
			return err
		}
		if settled {
			var wrong problem.Fields
			wrong.Add("kind", "appeal.kind_settled")
			return wrong.Err()
		}
		err := tx.Narrow("version = ?", version).
			Write(&edited, "Kind", "Title", "Addressee", "Docket", "Formation", "FollowsID", "Version")
		if err != nil {
			return err
		}
		if err := contest(tx, edited, decisions); err != nil {
			return err
		}
		return audit.Record(tx, by, edited.act("appeal.edited"))
	})
}

func accept(tx database.Tx, a Appeal) error {
	if err := a.check(); err != nil {
		return err
	}
	return checkFollows(tx, a)
}

// act is what the journal says of the appeal; pairs are facts.
func (a Appeal) act(action string, pairs ...string) audit.Act {
	detail := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		detail[pairs[i]] = pairs[i+1]
	}
	return audit.Act{Action: action, Subject: string(a.ID), Campaign: string(a.CampaignID), Detail: detail}
}

// Sheet is one appeal with everything its page shows.
type Sheet struct {
	Appeal
	Campaign  Campaign
	Decisions []decision.Decision
	Deadlines []DeadlineSheet // open ones of the campaign, about these decisions
	Crowd     Crowd
	Counsels  []Counsel
	Events    []Event
	Follows   *Appeal
	Followers []Appeal
}

// Appeal gives one appeal of a campaign this person was let into.
func (s *Service) Appeal(ctx context.Context, by person.User, id ID) (sheet Sheet, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		if sheet.Appeal, err = Find(tx, by, id); err != nil {
			return err
		}
		if sheet.Campaign, err = FindCampaign(tx, by, sheet.CampaignID); err != nil {
			return err
		}
		if sheet.Decisions, err = Decisions(tx, id); err != nil {
			return err
		}
		if err = sheet.findDeadlines(tx); err != nil {
			return err
		}
		if sheet.Crowd, err = crowdOf(tx, id); err != nil {
			return err
		}
		if sheet.Counsels, err = Counsels(tx, id); err != nil {
			return err
		}
		if sheet.Events, err = EventsOf(tx, id); err != nil {
			return err
		}
		return sheet.findRelatives(tx)
	})
	return sheet, err
}

// findDeadlines reads the open deadlines of the contested decisions, the nearest
// first.
func (sheet *Sheet) findDeadlines(tx database.Tx) error {
	open, err := database.All[Deadline](tx.Narrow("campaign_id = ?", sheet.CampaignID).Narrow("status = ?", Open).
		Narrow("decision_id IN (SELECT decision_id FROM appeal_decisions WHERE appeal_id = ?)", sheet.ID).Sorted("safe_day, id"))
	for _, d := range open {
		about := DeadlineSheet{Deadline: d, Campaign: sheet.Campaign}
		for _, contested := range sheet.Decisions {
			if contested.ID == d.DecisionID {
				about.Decision = contested
			}
		}
		sheet.Deadlines = append(sheet.Deadlines, about)
	}
	return err
}

// Crowd counts who takes part in an appeal at present, by capacity.
type Crowd struct {
	Claimants, CoSignatories, Interveners int
	Representatives                       int // none or one (CJA R411-5)
}

// Empty tells whether nobody takes part yet.
func (c Crowd) Empty() bool { return c == Crowd{} }

// crowdText counts what belongs to a later package, as tallyText does: numbers
// only, so that nobody's name is read for them.
const crowdText = `SELECT COUNT(CASE WHEN kind = 'claimant' THEN 1 END) AS claimants,
  COUNT(CASE WHEN kind = 'co_signatory' THEN 1 END) AS co_signatories,
  COUNT(CASE WHEN kind = 'intervener' THEN 1 END) AS interveners,
  COUNT(CASE WHEN kind = 'single_representative' THEN 1 END) AS representatives
FROM roles WHERE appeal_id = ? AND NOT ended`

func crowdOf(tx database.Tx, id ID) (Crowd, error) {
	counted, err := database.Query[Crowd](tx, crowdText, id)
	if err != nil || len(counted) != 1 {
		return Crowd{}, err
	}
	return counted[0], nil
}

// Lodging is when this appeal was lodged, if it was and if that meets a time
// limit; nil otherwise.
func (sheet Sheet) Lodging() *Lodging { return firstLodging([]Appeal{sheet.Appeal}, sheet.Events) }

func (sheet *Sheet) findRelatives(tx database.Tx) (err error) {
	if sheet.FollowsID != nil {
		parent, err := database.First[Appeal](tx.Narrow("campaign_id = ?", sheet.CampaignID), "id = ?", *sheet.FollowsID)
		if err != nil {
			return err
		}
		sheet.Follows = &parent
	}
	sheet.Followers, err = database.All[Appeal](tx.Narrow("follows_id = ?", sheet.ID).Sorted("id"))
	return err
}

// Appeals lists the appeals of a campaign in the order they were entered.
func (s *Service) Appeals(ctx context.Context, by person.User, id CampaignID) (appeals []Appeal, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		if _, err = FindCampaign(tx, by, id); err == nil {
			appeals, err = database.All[Appeal](tx.Narrow("campaign_id = ?", id).Sorted("id"))
		}
		return err
	})
	return appeals, err
}

// AddCounsel names a lawyer who acts in an appeal. The id comes from the form.
func (s *Service) AddCounsel(ctx context.Context, by person.User, id CounselID, of ID, name, bar string) error {
	added := Counsel{ID: id, AppealID: of, Name: name, Bar: bar}
	added.clean()
	return s.inAppeal(ctx, by, of, func(tx database.Tx, a Appeal) error {
		if err := checkID(id); err != nil {
			return err
		}
		if err := added.check(); err != nil {
			return err
		}
		known, err := database.Count[Counsel](tx.Narrow("appeal_id = ?", of).Narrow("id = ?", id))
		if err != nil || known > 0 {
			return err
		}
		added.CreatedAt = tx.Now
		if err := tx.Add(&added); err != nil {
			return err
		}
		return audit.Record(tx, by, a.act("appeal.counsel_added"))
	})
}

// RemoveCounsel takes a lawyer off an appeal.
func (s *Service) RemoveCounsel(ctx context.Context, by person.User, of ID, id CounselID) error {
	return s.inAppeal(ctx, by, of, func(tx database.Tx, a Appeal) error {
		gone, err := database.Remove[Counsel](tx.Narrow("appeal_id = ?", of).Narrow("id = ?", id))
		if err != nil {
			return err
		}
		if gone == 0 {
			return errNotFound
		}
		return audit.Record(tx, by, a.act("appeal.counsel_removed"))
	})
}
