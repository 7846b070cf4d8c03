// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"context"
	"slices"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// Tally counts what a campaign holds.
type Tally struct {
	CampaignID CampaignID
	Decisions  int
	Appeals    int
	Deadlines  int // open ones
	People     int
	Exhibits   int
	Filings    int
}

// tallyText counts in one statement what belongs to later packages too: numbers
// only, so that the cover and the board need no detour through each of them.
const tallyText = `SELECT c.id AS campaign_id,
  (SELECT COUNT(*) FROM campaign_decisions d WHERE d.campaign_id = c.id) AS decisions,
  (SELECT COUNT(*) FROM appeals a WHERE a.campaign_id = c.id) AS appeals,
  (SELECT COUNT(*) FROM deadlines l WHERE l.campaign_id = c.id AND l.status = 'open') AS deadlines,
  (SELECT COUNT(*) FROM co_plaintiffs p WHERE p.campaign_id = c.id) AS people,
  (SELECT COUNT(*) FROM exhibits e WHERE e.campaign_id = c.id AND e.withdrawn_at IS NULL) AS exhibits,
  (SELECT COUNT(*) FROM filings f JOIN appeals a ON a.id = f.appeal_id WHERE a.campaign_id = c.id) AS filings
FROM campaigns c WHERE c.id IN (SELECT campaign_id FROM accesses WHERE user_id = ?)`

// Head is a campaign with the numbers of its tabs.
type Head struct {
	Campaign
	Tally Tally
}

// Head gives a campaign this person was let into, with the numbers of its tabs.
func (s *Service) Head(ctx context.Context, by person.User, id CampaignID) (head Head, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) error {
		if head.Campaign, err = FindCampaign(tx, by, id); err != nil {
			return err
		}
		tallies, err := database.Query[Tally](tx, tallyText+" AND c.id = ?", by.ID, id)
		if err == nil && len(tallies) == 1 {
			head.Tally = tallies[0]
		}
		return err
	})
	return head, err
}

// StageCount is how many appeals of a campaign stand at one stage.
type StageCount struct {
	Stage Stage
	Count int
}

// Glance is a campaign in four lines: where its appeals stand, the next date,
// what it holds, what happened last.
type Glance struct {
	Campaign
	Tally  Tally
	Stages []StageCount // in the order of the stages, empty ones left out
	NextOn calendar.Day // zero when nothing is ahead
	Last   *Event       // the latest event whose day is known
}

// Campaigns lists the campaigns this person was let into, at a glance.
func (s *Service) Campaigns(ctx context.Context, by person.User) (glances []Glance, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		found, err := boardRows(tx, by)
		glances = found.glances()
		return err
	})
	return glances, err
}

// latestText finds the latest event of each visible campaign up to a day.
const latestText = `SELECT e.* FROM events e
WHERE e.campaign_id IN (SELECT campaign_id FROM accesses WHERE user_id = ?) AND e.happened_on <= ?
AND NOT EXISTS (SELECT 1 FROM events l WHERE l.campaign_id = e.campaign_id AND l.happened_on <= ?
  AND (l.happened_on > e.happened_on OR l.happened_on = e.happened_on AND l.id > e.id))`

// glances puts what was read for the board together, campaign by campaign.
func (r rows) glances() []Glance {
	tallies, last := map[CampaignID]Tally{}, map[CampaignID]*Event{}
	for _, t := range r.tallies {
		tallies[t.CampaignID] = t
	}
	for i, e := range r.latest {
		last[e.CampaignID] = &r.latest[i]
	}
	glances := make([]Glance, len(r.campaigns))
	for i, c := range r.campaigns {
		glances[i] = Glance{Campaign: c, Tally: tallies[c.ID], Stages: r.stagesOf(c.ID), NextOn: r.nextOf(c.ID), Last: last[c.ID]}
	}
	return glances
}

func (r rows) stagesOf(id CampaignID) (counts []StageCount) {
	at := map[Stage]int{}
	for _, a := range r.appeals {
		if a.CampaignID == id {
			at[a.Stage]++
		}
	}
	for _, stage := range Stages {
		if at[stage] > 0 {
			counts = append(counts, StageCount{stage, at[stage]})
		}
	}
	return counts
}

// nextOf is the earliest day ahead: a deadline or an event.
func (r rows) nextOf(id CampaignID) calendar.Day {
	var ahead []calendar.Day
	for _, d := range r.deadlines {
		if day := d.dueOn(r.today); d.CampaignID == id && !day.Before(r.today) {
			ahead = append(ahead, day)
		}
	}
	for _, e := range r.ahead {
		if e.CampaignID == id {
			ahead = append(ahead, e.HappenedOn)
		}
	}
	if len(ahead) == 0 {
		return calendar.Day{}
	}
	return slices.MinFunc(ahead, calendar.Day.Compare)
}

// Journal is one page of what was done in a campaign, the latest first.
type Journal struct {
	Entries []audit.Entry
	Total   int
}

// JournalPage is how many entries one page of a journal shows.
const JournalPage = 50

// Journal gives a page, counted from 1, of a campaign's journal, narrowed to the
// acts of one nature if asked.
func (s *Service) Journal(ctx context.Context, by person.User, id CampaignID, nature audit.Nature, page int) (journal Journal, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) error {
		if _, err := FindCampaign(tx, by, id); err != nil {
			return err
		}
		kept := audit.Only(tx, nature)
		if journal.Total, err = audit.Count(kept, string(id)); err != nil {
			return err
		}
		journal.Entries, err = audit.Of(kept, string(id), JournalPage, (max(page, 1)-1)*JournalPage)
		return err
	})
	return journal, err
}
