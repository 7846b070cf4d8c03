// SPDX-License-Identifier: AGPL-3.0-only

package coplaintiff

import (
	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
)

func find(tx database.Tx, by person.User, id ID) (CoPlaintiff, error) {
	return database.First[CoPlaintiff](appeal.VisibleTo(tx, by), "id = ?", id)
}

// findToChange holds the row until the unit of work ends, so that a role and
// the facts it depends on cannot change side by side.
func findToChange(tx database.Tx, by person.User, id ID) (CoPlaintiff, error) {
	if _, err := tx.Exec("UPDATE co_plaintiffs SET version = version WHERE id = ?", id); err != nil {
		return CoPlaintiff{}, err
	}
	return find(tx, by, id)
}

// references gives the numbers of a campaign's co-plaintiffs, by id, and nothing
// about the people.
func references(tx database.Tx, campaign appeal.CampaignID) (map[ID]string, error) {
	rows, err := database.Query[CoPlaintiff](tx, "SELECT id, number FROM co_plaintiffs WHERE campaign_id = ?", campaign)
	named := map[ID]string{}
	for _, c := range rows {
		named[c.ID] = c.Reference()
	}
	return named, err
}

func exists(tx database.Tx, by person.User, id ID) (bool, error) {
	n, err := database.Count[CoPlaintiff](appeal.VisibleTo(tx, by).Narrow("id = ?", id))
	return n > 0, err
}

func save(tx database.Tx, c CoPlaintiff) error {
	return tx.Write(&c, "GivenName", "FamilyName", "Name", "Signatory", "Street", "PostalCode", "Town", "Email", "Phone", "OwnWords", "Version")
}

// nextNumber takes the campaign's next number; others wait for the end of this
// unit of work, so that no number is lost when it fails.
func nextNumber(tx database.Tx, campaign appeal.CampaignID) (int, error) {
	name := "coplaintiff:" + string(campaign)
	if _, err := tx.Exec("INSERT INTO counters (id, last) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET last = counters.last + 1", name); err != nil {
		return 0, err
	}
	rows, err := database.Query[int](tx, "SELECT last FROM counters WHERE id = ?", name)
	if err != nil {
		return 0, err
	}
	return rows[0], nil
}

// narrowed limits to the rows that a filter asks for.
func narrowed(tx database.Tx, campaign appeal.CampaignID, filter Filter) database.Tx {
	tx = tx.Narrow("campaign_id = ?", campaign)
	if filter.Appeal != "" {
		tx = tx.Narrow("id IN (SELECT co_plaintiff_id FROM roles WHERE NOT ended AND appeal_id = ?)", filter.Appeal)
	}
	if filter.Role != "" {
		tx = tx.Narrow("id IN (SELECT co_plaintiff_id FROM roles WHERE NOT ended AND kind = ? AND (appeal_id = ? OR ? = ''))", filter.Role, filter.Appeal, filter.Appeal)
	}
	switch filter.Missing {
	case Address:
		tx = withoutAddress(tx)
	case OwnWords:
		tx = tx.Narrow("own_words = '' AND kind = ?", NaturalPerson)
	}
	return tx
}

func withoutAddress(tx database.Tx) database.Tx { return tx.Narrow("street = '' OR town = ''") }

func incomplete(tx database.Tx) database.Tx {
	return tx.Narrow("street = '' OR town = '' OR (own_words = '' AND kind = ?)", NaturalPerson)
}

// alike finds the first who was entered before under the same name and town,
// however both are spelt; false when there is nobody.
func alike(tx database.Tx, c CoPlaintiff) (CoPlaintiff, bool, error) {
	earlier, err := database.Query[CoPlaintiff](tx, `
SELECT id, number, kind, given_name, family_name, name, town FROM co_plaintiffs
WHERE campaign_id = ? AND kind = ? AND number < ? ORDER BY number`, c.CampaignID, c.Kind, c.Number)
	wanted := network.Fold(c.FullName() + ", " + c.Town)
	for _, e := range earlier {
		if network.Fold(e.FullName()+", "+e.Town) == wanted {
			return e, true, err
		}
	}
	return CoPlaintiff{}, false, err
}

// parties joins co-plaintiffs with their present roles, in two queries.
func parties(tx database.Tx, people []CoPlaintiff) ([]Party, error) {
	ids := make([]ID, len(people))
	list := make([]Party, len(people))
	place := map[ID]int{}
	for i, c := range people {
		ids[i], list[i], place[c.ID] = c.ID, Party{CoPlaintiff: c}, i
	}
	roles, err := database.All[Role](tx.Narrow("co_plaintiff_id IN ?", ids).Narrow("NOT ended").Sorted("id"))
	for _, r := range roles {
		party := &list[place[r.CoPlaintiffID]]
		party.Roles = append(party.Roles, r)
	}
	return list, err
}

// InAppeal lists, by number, those who stand in an appeal now, each with the
// present roles in that appeal. The caller has asked whether it may be seen.
func InAppeal(tx database.Tx, id appeal.ID) ([]Party, error) {
	people, err := database.All[CoPlaintiff](tx.
		Narrow("id IN (SELECT co_plaintiff_id FROM roles WHERE NOT ended AND appeal_id = ?)", id).Sorted("number"))
	if err != nil {
		return nil, err
	}
	list, err := parties(tx, people)
	for i := range list {
		list[i].Roles = inAppeal(list[i].Roles, id)
	}
	return list, err
}

func inAppeal(roles []Role, id appeal.ID) (kept []Role) {
	for _, r := range roles {
		if r.AppealID == id {
			kept = append(kept, r)
		}
	}
	return kept
}

// rolesOf lists every role someone has or had, the present ones first.
func rolesOf(tx database.Tx, id ID) ([]Role, error) {
	return database.All[Role](tx.Narrow("co_plaintiff_id = ?", id).Sorted("ended, id"))
}

func presentRoles(tx database.Tx, id ID) ([]Role, error) {
	return database.All[Role](tx.Narrow("co_plaintiff_id = ?", id).Narrow("NOT ended").Sorted("id"))
}

func appealsOf(tx database.Tx, by person.User, campaign appeal.CampaignID) ([]appeal.Appeal, error) {
	return database.All[appeal.Appeal](appeal.VisibleTo(tx, by).Narrow("campaign_id = ?", campaign).Sorted("id"))
}

// representative gives the present single representative of an appeal; an empty
// role means that there is none.
func representative(tx database.Tx, id appeal.ID) (Role, error) {
	rows, err := database.All[Role](tx.Narrow("appeal_id = ?", id).Narrow("kind = ?", SingleRepresentative).Narrow("NOT ended"))
	if err != nil || len(rows) == 0 {
		return Role{}, err
	}
	return rows[0], nil
}

// representatives gives the present single representative of each appeal that
// has one.
func representatives(tx database.Tx, campaign appeal.CampaignID) (map[appeal.ID]CoPlaintiff, error) {
	people, err := database.All[CoPlaintiff](tx.Narrow("campaign_id = ?", campaign).
		Narrow("id IN (SELECT co_plaintiff_id FROM roles WHERE NOT ended AND kind = ?)", SingleRepresentative))
	if err != nil {
		return nil, err
	}
	list, err := parties(tx, people)
	chosen := map[appeal.ID]CoPlaintiff{}
	for _, party := range list {
		for _, r := range party.Roles {
			if r.Kind == SingleRepresentative {
				chosen[r.AppealID] = party.CoPlaintiff
			}
		}
	}
	return chosen, err
}

// unrepresented lists the appeals of a campaign that several people bring
// without a single representative and without a lawyer (CJA R411-5).
func unrepresented(tx database.Tx, campaign appeal.CampaignID) ([]appeal.ID, error) {
	return database.Query[appeal.ID](tx, `
SELECT a.id FROM appeals a JOIN roles r ON r.appeal_id = a.id
WHERE a.campaign_id = ? AND r.kind = 'claimant' AND NOT r.ended
  AND NOT EXISTS (SELECT 1 FROM counsels c WHERE c.appeal_id = a.id)
  AND NOT EXISTS (SELECT 1 FROM roles s WHERE s.appeal_id = a.id AND s.kind = 'single_representative' AND NOT s.ended)
GROUP BY a.id HAVING count(*) > 1 ORDER BY a.id`, campaign)
}

// saveEnd names the state it leaves: of two people ending a role at the same
// moment, one succeeds and the other is told.
func saveEnd(tx database.Tx, r Role) error {
	return tx.Narrow("NOT ended").Write(&r, "UntilOn", "Ended")
}
