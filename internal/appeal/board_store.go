// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"slices"

	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// rows is everything the board is made of, each kind read by one statement.
type rows struct {
	today     calendar.Day
	campaigns []Campaign
	tallies   []Tally
	deadlines []Deadline // open
	appeals   []Appeal
	contested []AppealDecision // by decisions whose deadline is open
	lodged    []Event          // of the appeals that contest those
	ahead     []Event          // today or later, and not a move that was made
	latest    []Event          // one a campaign
	links     []CampaignDecision
	decisions []decision.Decision // with an open deadline, or an end ahead
}

func boardRows(tx database.Tx, by person.User) (rows, error) {
	return boardRowsOn(tx, by, calendar.Today(tx.Now))
}

func boardRowsOn(tx database.Tx, by person.User, today calendar.Day) (r rows, err error) {
	r.today = today
	if r.campaigns, err = database.All[Campaign](campaignsVisibleTo(tx, by).Sorted("id DESC")); err != nil || len(r.campaigns) == 0 {
		return r, err
	}
	if r.tallies, err = database.Query[Tally](tx, tallyText, by.ID); err != nil {
		return r, err
	}
	if r.latest, err = database.Query[Event](tx, latestText, by.ID, today, today); err != nil {
		return r, err
	}
	visible := VisibleTo(tx, by)
	if r.deadlines, err = database.All[Deadline](visible.Narrow("status = ?", Open).Sorted("safe_day, id")); err != nil {
		return r, err
	}
	if r.appeals, err = database.All[Appeal](visible.Sorted("id")); err != nil {
		return r, err
	}
	if r.ahead, err = database.All[Event](visible.Narrow("happened_on >= ?", today).Narrow("kind IN ?", mayBeAhead).
		Narrow("appeal_id NOT IN (SELECT id FROM appeals WHERE stage = ?)", Withdrawn)); err != nil {
		return r, err
	}
	if r.contested, err = database.All[AppealDecision](tx.
		Narrow("decision_id IN (SELECT decision_id FROM deadlines WHERE status = ?)", Open).Sorted("id")); err != nil {
		return r, err
	}
	if r.lodged, err = database.All[Event](visible.Narrow("kind = ?", Lodged).Narrow(`appeal_id IN (SELECT appeal_id FROM appeal_decisions
		WHERE decision_id IN (SELECT decision_id FROM deadlines WHERE status = ?))`, Open)); err != nil {
		return r, err
	}
	return r, r.readDecisions(tx, visible)
}

// readDecisions reads only the decisions the board may name: an authorisation
// without an end of its own lasts five years from its signature (CSI L252-4), and
// one that another act has replaced ends for nobody.
func (r *rows) readDecisions(tx, visible database.Tx) (err error) {
	if r.links, err = database.All[CampaignDecision](visible.Sorted("id")); err != nil {
		return err
	}
	ids := make([]CampaignID, len(r.campaigns))
	for i, c := range r.campaigns {
		ids[i] = c.ID
	}
	r.decisions, err = database.All[decision.Decision](tx.
		Narrow("id IN (SELECT decision_id FROM campaign_decisions WHERE campaign_id IN ?)", ids).
		Narrow(`id IN (SELECT decision_id FROM deadlines WHERE status = ?)
			OR (NOT EXISTS (SELECT 1 FROM decisions n WHERE n.replaces_id = decisions.id)
				AND (expires_on >= ? OR (expires_on IS NULL AND kind IN ? AND signed_on >= ?)))`,
			Open, r.today, []decision.Kind{decision.Authorisation, decision.Renewal}, r.today.AddMonths(-deadline.CSIAuth5Y.Months)))
	return err
}

// items makes the items of the board, earliest first.
func (r rows) items() []Item {
	campaigns, decisions := map[CampaignID]Campaign{}, map[decision.ID]decision.Decision{}
	for _, c := range r.campaigns {
		campaigns[c.ID] = c
	}
	for _, d := range r.decisions {
		decisions[d.ID] = d
	}
	items := slices.Concat(r.deadlineItems(campaigns, decisions), r.eventItems(campaigns), r.expiryItems(campaigns, decisions))
	for i := range items {
		items[i].When = whenOf(items[i].On, r.today)
	}
	slices.SortStableFunc(items, byNearness)
	return items
}

func (r rows) deadlineItems(campaigns map[CampaignID]Campaign, decisions map[decision.ID]decision.Decision) []Item {
	contesting := r.contesting()
	items := make([]Item, 0, len(r.deadlines))
	for _, d := range r.deadlines {
		rule, _ := deadline.RuleByID(d.Rule)
		item := Item{
			Kind: DeadlineItem, On: d.dueOn(r.today), Campaign: campaigns[d.CampaignID], Count: 1,
			Deadline: d, Rule: rule, Decision: decisions[d.DecisionID],
		}
		item.Doubtful = item.Decision.Doubtful()
		for _, a := range contesting[d.DecisionID] {
			if a.CampaignID == d.CampaignID {
				item.Appeals = append(item.Appeals, a)
			}
		}
		item.Lodging = firstLodging(item.Appeals, r.lodged)
		items = append(items, item)
	}
	return gather(items)
}

// contesting lists the appeals against each decision whose deadline is open.
func (r rows) contesting() map[decision.ID][]Appeal {
	appeals, contesting := map[ID]Appeal{}, map[decision.ID][]Appeal{}
	for _, a := range r.appeals {
		appeals[a.ID] = a
	}
	for _, c := range r.contested {
		if a, visible := appeals[c.AppealID]; visible {
			contesting[c.DecisionID] = append(contesting[c.DecisionID], a)
		}
	}
	return contesting
}

func (r rows) eventItems(campaigns map[CampaignID]Campaign) []Item {
	appeals := map[ID]Appeal{}
	for _, a := range r.appeals {
		appeals[a.ID] = a
	}
	items := make([]Item, len(r.ahead))
	for i, e := range r.ahead {
		items[i] = Item{Kind: EventItem, On: e.HappenedOn, Campaign: campaigns[e.CampaignID], Count: 1, Event: e, Appeal: appeals[e.AppealID]}
	}
	return items
}

func (r rows) expiryItems(campaigns map[CampaignID]Campaign, decisions map[decision.ID]decision.Decision) (items []Item) {
	for _, link := range r.links {
		d, read := decisions[link.DecisionID]
		expiry := d.Expiry()
		if !read || expiry.Before(r.today) || r.replaced(d.ID) {
			continue
		}
		items = append(items, Item{
			Kind: ExpiryItem, On: expiry, Campaign: campaigns[link.CampaignID], Count: 1,
			Decision: d, Rule: deadline.CSIAuth5Y, RenewalOn: expiry.AddMonths(-renewalMonths),
		})
	}
	return gather(items)
}

// renewalMonths is how long before the end prefectures want the renewal file:
// their practice, no article.
const renewalMonths = 4

func (r rows) replaced(id decision.ID) bool {
	return slices.ContainsFunc(r.decisions, func(d decision.Decision) bool { return d.ReplacesID != nil && *d.ReplacesID == id })
}

// gather makes one item of those that share their campaign and day: one issue of
// a register may bring a hundred orders of the same day. Those that are settled
// stay apart from those that are not.
func gather(items []Item) []Item {
	type place struct {
		campaign CampaignID
		on       calendar.Day
		settled  bool
	}
	kept, at := items[:0], map[place]int{}
	for _, item := range items {
		here := place{item.Campaign.ID, item.On, item.Settled()}
		if i, seen := at[here]; seen {
			kept[i].Count++
			kept[i].Doubtful = kept[i].Doubtful || item.Doubtful
			continue
		}
		at[here] = len(kept)
		kept = append(kept, item)
	}
	return kept
}
