// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"context"

	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// Found is what a search brings up among the campaigns somebody was let into.
type Found struct {
	Campaigns []Campaign
	Appeals   []Appeal
}

// Search finds the campaigns and appeals in which every word of text occurs,
// whatever its case and accents; at most limit of each. A blank text finds nothing.
func (s *Service) Search(ctx context.Context, by person.User, text string, limit int) (found Found, err error) {
	matches := network.Matcher(text)
	if matches == nil {
		return found, nil
	}
	err = s.db.Read(ctx, func(tx database.Tx) error {
		campaigns, err := database.All[Campaign](campaignsVisibleTo(tx, by).Sorted("title, id"))
		if err != nil {
			return err
		}
		for _, c := range campaigns {
			if len(found.Campaigns) < limit && matches(c.Title+" "+c.Organiser) {
				found.Campaigns = append(found.Campaigns, c)
			}
		}
		appeals, err := database.All[Appeal](VisibleTo(tx, by).Sorted("title, id"))
		for _, a := range appeals {
			if len(found.Appeals) < limit && matches(a.Title+" "+a.Docket+" "+a.Addressee) {
				found.Appeals = append(found.Appeals, a)
			}
		}
		return err
	})
	return found, err
}
