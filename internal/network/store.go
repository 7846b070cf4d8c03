// SPDX-License-Identifier: AGPL-3.0-only

package network

import (
	"errors"
	"strings"

	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// Find reads one network inside a unit of work.
func Find(tx database.Tx, id ID) (Network, error) {
	return database.First[Network](tx, "id = ?", id)
}

// OfCommune lists the networks of a commune.
func OfCommune(tx database.Tx, code string) ([]Network, error) {
	return database.All[Network](tx.Narrow("commune_code = ?", code).Sorted("name, id"))
}

// named leaves the networks in which every word typed is found.
func named(tx database.Tx, text string) database.Tx {
	for _, word := range strings.Fields(Fold(text)) {
		// The folded word holds letters and digits only, so no wildcard.
		tx = tx.Narrow("words LIKE ?", "%"+word+"%")
	}
	return tx
}

func save(tx database.Tx, n Network) error {
	return tx.Write(&n, "CommuneCode", "Name", "Operator", "RetentionDays", "Notes", "Words", "Version")
}

// countsOf lists the counts, the latest first and those of unknown day last.
func countsOf(tx database.Tx, id ID) ([]CameraCount, error) {
	return database.All[CameraCount](tx.Narrow("network_id = ?", id).Sorted("counted_on IS NULL, counted_on DESC, id DESC"))
}

func usesOf(tx database.Tx, id ID) ([]AlgorithmicUse, error) {
	return database.All[AlgorithmicUse](tx.Narrow("network_id = ?", id).Sorted("product, from_year IS NULL, from_year, id"))
}

// latestCounts gives the latest count of each network.
func latestCounts(tx database.Tx, networks []Network) (map[ID]CameraCount, error) {
	ids := make([]ID, len(networks))
	for i, n := range networks {
		ids[i] = n.ID
	}
	latest := map[ID]CameraCount{}
	if len(ids) == 0 {
		return latest, nil
	}
	counts, err := database.All[CameraCount](tx.Narrow("network_id IN ?", ids).Sorted("counted_on IS NULL, counted_on DESC, id DESC"))
	for _, count := range counts {
		if _, seen := latest[count.NetworkID]; !seen {
			latest[count.NetworkID] = count
		}
	}
	return latest, err
}

// knownOf adds to networks what is known of them, in two queries.
func knownOf(tx database.Tx, networks []Network) ([]Known, error) {
	list, ids, place := make([]Known, len(networks)), make([]ID, len(networks)), map[ID]int{}
	for i, n := range networks {
		list[i], ids[i], place[n.ID] = Known{Network: n}, n.ID, i
	}
	counts, err := database.All[CameraCount](tx.Narrow("network_id IN ?", ids).Sorted("counted_on IS NULL, counted_on DESC, id DESC"))
	for _, c := range counts {
		known := &list[place[c.NetworkID]]
		known.Counts = append(known.Counts, c)
	}
	if err != nil {
		return nil, err
	}
	uses, err := database.All[AlgorithmicUse](tx.Narrow("network_id IN ?", ids).Sorted("product, from_year IS NULL, from_year, id"))
	for _, u := range uses {
		known := &list[place[u.NetworkID]]
		known.Uses = append(known.Uses, u)
	}
	return list, err
}

// taken turns a repeated name into a sentence beside its field. It still is a
// database.ErrDuplicate, so that the same form sent twice at once may be looked
// at again.
func taken(err error) error {
	if !errors.Is(err, database.ErrDuplicate) {
		return err
	}
	refusal := &problem.Problem{Code: problem.Invalid, Key: "problem.fields"}
	refusal.Fields.Add("name", "network.name_taken")
	return refusal.Because(err)
}
