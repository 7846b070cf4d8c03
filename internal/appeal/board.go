// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"cmp"
	"context"
	"slices"

	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// ItemKind is what sort of date stands on the board.
type ItemKind string

// The kinds of date on the board.
const (
	DeadlineItem ItemKind = "deadline" // somebody must act by that day
	EventItem    ItemKind = "event"    // a hearing, or something else that is set
	ExpiryItem   ItemKind = "expiry"   // an authorisation ends (CSI L252-4)
)

// ItemKinds lists the kinds in the order of the filter.
var ItemKinds = []ItemKind{DeadlineItem, EventItem, ExpiryItem}

// When is how near a date is.
type When string

// The groups of the board, in its order.
const (
	Overdue When = "overdue"
	Today   When = "today"
	Week    When = "week"    // within 7 days
	Month   When = "month"   // within 30 days
	Quarter When = "quarter" // within 90 days
	Horizon When = "horizon"
)

// Whens lists the groups in the order of the board.
var Whens = []When{Overdue, Today, Week, Month, Quarter, Horizon}

// whenOf says how near a day is.
func whenOf(day, today calendar.Day) When {
	switch away := day.Sub(today); {
	case away < 0:
		return Overdue
	case away == 0:
		return Today
	case away <= 7:
		return Week
	case away <= 30:
		return Month
	case away <= 90:
		return Quarter
	}
	return Horizon
}

// Item is one date of the board. Dates of one campaign and day share an item,
// whose Count says how many they are.
type Item struct {
	Kind      ItemKind
	On        calendar.Day
	When      When
	Campaign  Campaign
	Count     int
	Deadline  Deadline          // of a deadline
	Rule      deadline.Rule     // of a deadline or an expiry
	Decision  decision.Decision // of a deadline or an expiry
	Appeals   []Appeal          // of a deadline: those that contest the decision
	Lodging   *Lodging          // of a deadline: the first of them that was lodged
	Doubtful  bool              // of a deadline: a lawyer must confirm that it applies
	Event     Event             // of an event
	Appeal    Appeal            // of an event
	RenewalOn calendar.Day      // of an expiry: prefectures want the renewal file by then
}

// Peremptory tells whether a right is lost after that day.
func (i Item) Peremptory() bool { return i.Kind == DeadlineItem }

// Place is the commune the decision of the item films, "" for several or none.
func (i Item) Place() string {
	commune, _ := i.Decision.Commune()
	return commune.Name
}

// Settled tells whether what had to be filed by that day was: the deadline only
// waits to be closed with its proof.
func (i Item) Settled() bool { return i.Lodging != nil && i.Lodging.Meets(i.Deadline) }

// Near tells whether a peremptory day is at most a week away, and still to be met.
func (i Item) Near() bool {
	return i.Peremptory() && !i.Settled() && (i.When == Today || i.When == Week)
}

// Late tells whether a peremptory day is past, and was not met.
func (i Item) Late() bool { return i.Peremptory() && !i.Settled() && i.When == Overdue }

// Group is the items of one nearness, earliest first.
type Group struct {
	When   When
	Items  []Item
	Hidden int // further items of the horizon, shown on demand
}

// Filter narrows the board; its zero value shows everything near, and the
// beginning of the horizon.
type Filter struct {
	Campaign CampaignID
	Kind     ItemKind
	Whole    bool // show the whole horizon
}

// Outside are the decisions of the register that no campaign of this person's
// holds and whose time limit runs.
type Outside struct {
	Count int
	First calendar.Day // the earliest safe day among them
}

// Board is the home page: what is due, and the campaigns.
type Board struct {
	Groups    []Group // empty ones left out
	Items     int     // before the filter
	Campaigns []Glance
	Outside   Outside
	Register  int // decisions in the register
}

// horizonShown is how many items of the horizon are shown unasked.
const horizonShown = 12

// Board gives what is due in the campaigns this person was let into. The number
// of statements does not depend on how much there is.
func (s *Service) Board(ctx context.Context, by person.User, today calendar.Day, filter Filter) (board Board, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) error {
		found, err := boardRowsOn(tx, by, today)
		if err != nil {
			return err
		}
		items := found.items()
		board.Items, board.Campaigns = len(items), found.glances()
		board.Groups = groupsOf(items, filter)
		if board.Register, err = database.Count[decision.Decision](tx); err != nil {
			return err
		}
		board.Outside, err = outside(tx, by, today)
		return err
	})
	return board, err
}

func groupsOf(items []Item, filter Filter) (groups []Group) {
	byWhen := map[When][]Item{}
	for _, item := range items {
		if (filter.Campaign == "" || item.Campaign.ID == filter.Campaign) && (filter.Kind == "" || item.Kind == filter.Kind) {
			byWhen[item.When] = append(byWhen[item.When], item)
		}
	}
	for _, when := range Whens {
		group := Group{When: when, Items: byWhen[when]}
		if when == Horizon && !filter.Whole && len(group.Items) > horizonShown {
			group.Hidden = len(group.Items) - horizonShown
			group.Items = group.Items[:horizonShown]
		}
		if len(group.Items) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// outside looks among the decisions that are in no campaign of this person's,
// and whose dates are recent enough for the clock to run still: two clear months,
// and the days by which they may be rolled on. Whether somebody else's campaign
// holds one of them makes no difference, and does not show.
func outside(tx database.Tx, by person.User, today calendar.Day) (Outside, error) {
	recent := today.AddMonths(-deadline.REP2M.Months).AddDays(-15)
	free, err := database.All[decision.Decision](tx.Narrow("published_on >= ? OR posted_on >= ? OR notified_on >= ? OR (kind = ? AND signed_on >= ?)",
		recent, recent, recent, decision.ImplicitRejection, recent).
		Narrow("NOT EXISTS (SELECT 1 FROM campaign_decisions c JOIN accesses a ON a.campaign_id = c.campaign_id WHERE c.decision_id = decisions.id AND a.user_id = ?)", by.ID))
	var out Outside
	for _, d := range free {
		if !d.Running(today) {
			continue
		}
		out.Count++
		if safe := d.Appealable().SafeDate; out.First.IsZero() || safe.Before(out.First) {
			out.First = safe
		}
	}
	return out, err
}

// dueOn is the day a deadline stands at on the board: the safe day, or once that
// has passed the last one, while it is still ahead.
func (d Deadline) dueOn(today calendar.Day) calendar.Day {
	if d.SafeDay.Before(today) && !d.LastDay.Before(today) {
		return d.LastDay
	}
	return d.SafeDay
}

// byNearness orders items by day, those that must be met first.
func byNearness(a, b Item) int {
	return cmp.Or(a.On.Compare(b.On), slices.Index(ItemKinds, a.Kind)-slices.Index(ItemKinds, b.Kind),
		cmp.Compare(a.Campaign.ID, b.Campaign.ID), cmp.Compare(a.Decision.ID, b.Decision.ID), cmp.Compare(a.Event.ID, b.Event.ID))
}
