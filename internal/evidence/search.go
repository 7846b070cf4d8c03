// SPDX-License-Identifier: AGPL-3.0-only

package evidence

import (
	"context"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// Search finds the exhibits whose title, author or source holds every word of
// text, whatever its case and accents, in the campaigns somebody was let into;
// at most limit of them. A blank text finds nothing.
func (s *Service) Search(ctx context.Context, by person.User, text string, limit int) (found []Exhibit, err error) {
	matches := network.Matcher(text)
	if matches == nil {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx database.Tx) error {
		exhibits, err := database.All[Exhibit](appeal.VisibleTo(tx, by).Sorted("campaign_id, number"))
		for _, e := range exhibits {
			if len(found) < limit && matches(e.Title+" "+e.Author+" "+e.Source) {
				found = append(found, e)
			}
		}
		return err
	})
	return found, err
}
