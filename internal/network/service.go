// SPDX-License-Identifier: AGPL-3.0-only

package network

import (
	"context"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

var (
	errForbidden = problem.New(problem.Forbidden, "network.forbidden")
	errID        = problem.New(problem.Invalid, "network.id_invalid")
)

// Service is what can be done with networks.
type Service struct{ db *database.DB }

// NewService works on this database.
func NewService(db *database.DB) *Service { return &Service{db: db} }

// PageSize is how many networks a page of the list shows.
const PageSize = 50

// Listed is a line of the list: a network and its latest count, if any.
type Listed struct {
	Network
	Latest *CameraCount
}

// All gives one page of the networks in which every word of text is found, from
// page 1, and how many there are.
func (s *Service) All(ctx context.Context, _ person.User, text string, page int) (list []Listed, total int, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) error {
		total, err = database.Count[Network](named(tx, text))
		if err != nil {
			return err
		}
		networks, err := database.All[Network](named(tx, text).Sorted("words, id").Page(PageSize, (max(page, 1)-1)*PageSize))
		if err != nil {
			return err
		}
		latest, err := latestCounts(tx, networks)
		for _, n := range networks {
			line := Listed{Network: n}
			if count, known := latest[n.ID]; known {
				line.Latest = &count
			}
			list = append(list, line)
		}
		return err
	})
	return list, total, err
}

// OfCommune lists the networks of a commune.
func (s *Service) OfCommune(ctx context.Context, _ person.User, code string) (list []Network, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		list, err = OfCommune(tx, code)
		return err
	})
	return list, err
}

// OfCommunes lists the networks of several communes, with their counts and the
// algorithmic software found on them.
func (s *Service) OfCommunes(ctx context.Context, _ person.User, codes []string) (list []Known, err error) {
	if len(codes) == 0 {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx database.Tx) error {
		networks, err := database.All[Network](tx.Narrow("commune_code IN ?", codes).Sorted("words, id"))
		if err != nil {
			return err
		}
		list, err = knownOf(tx, networks)
		return err
	})
	return list, err
}

// Known is a network with everything that is known of it.
type Known struct {
	Network
	Counts []CameraCount
	Uses   []AlgorithmicUse
}

// Find gives a network with its counts and algorithmic uses.
func (s *Service) Find(ctx context.Context, _ person.User, id ID) (known Known, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		if known.Network, err = Find(tx, id); err != nil {
			return err
		}
		if known.Counts, err = countsOf(tx, id); err != nil {
			return err
		}
		known.Uses, err = usesOf(tx, id)
		return err
	})
	return known, err
}

// Add keeps a new network. The id comes with the form: sent twice, it makes one.
func (s *Service) Add(ctx context.Context, by person.User, id ID, details Details) error {
	return s.add(ctx, by, Network{ID: id, Details: details})
}

// AddDemo keeps a network that is removed with the demonstration case.
func (s *Service) AddDemo(ctx context.Context, by person.User, id ID, details Details) error {
	return s.add(ctx, by, Network{ID: id, Details: details, Demo: true})
}

func (s *Service) add(ctx context.Context, by person.User, n Network) error {
	if err := mayWrite(by, string(n.ID)); err != nil {
		return err
	}
	n.clean()
	if err := n.check(); err != nil {
		return err
	}
	n.index()
	return s.db.InTxAgain(ctx, func(tx database.Tx) error {
		if known, err := exists[Network](tx, string(n.ID)); known || err != nil {
			return err
		}
		n.Version, n.CreatedAt = 1, tx.Now
		if err := taken(tx.Add(&n)); err != nil {
			return err
		}
		return record(tx, by, "network.added", n.ID)
	})
}

// Edit changes a network; version is the one that was read.
func (s *Service) Edit(ctx context.Context, by person.User, id ID, version int, details Details) error {
	if !by.MayWrite() {
		return errForbidden
	}
	details.clean()
	if err := details.check(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx database.Tx) error {
		n, err := Find(tx, id)
		if err != nil {
			return err
		}
		n.Details, n.Version = details, version+1
		n.index()
		if err := taken(save(tx.Narrow("version = ?", version), n)); err != nil {
			return err
		}
		return record(tx, by, "network.changed", id)
	})
}

// AddCount keeps how many cameras a source counted.
func (s *Service) AddCount(ctx context.Context, by person.User, count CameraCount) error {
	if err := mayWrite(by, count.ID); err != nil {
		return err
	}
	return s.db.InTxAgain(ctx, func(tx database.Tx) error {
		if known, err := exists[CameraCount](tx, count.ID); known || err != nil {
			return err
		}
		if err := count.check(calendar.Today(tx.Now)); err != nil {
			return err
		}
		if _, err := Find(tx, count.NetworkID); err != nil {
			return err
		}
		count.CreatedAt = tx.Now
		if err := tx.Add(&count); err != nil {
			return err
		}
		return record(tx, by, "network.count_added", count.NetworkID)
	})
}

// RemoveCount takes a count back; removing it again changes nothing.
func (s *Service) RemoveCount(ctx context.Context, by person.User, id ID, count string) error {
	return remove[CameraCount](ctx, s, by, id, count, "network.count_removed")
}

// AddUse keeps what a source says of algorithmic software on the network.
func (s *Service) AddUse(ctx context.Context, by person.User, use AlgorithmicUse) error {
	if err := mayWrite(by, use.ID); err != nil {
		return err
	}
	return s.db.InTxAgain(ctx, func(tx database.Tx) error {
		if known, err := exists[AlgorithmicUse](tx, use.ID); known || err != nil {
			return err
		}
		if err := use.check(calendar.Today(tx.Now)); err != nil {
			return err
		}
		if _, err := Find(tx, use.NetworkID); err != nil {
			return err
		}
		use.CreatedAt = tx.Now
		if err := tx.Add(&use); err != nil {
			return err
		}
		return record(tx, by, "network.use_added", use.NetworkID)
	})
}

// RemoveUse takes an algorithmic use back; removing it again changes nothing.
func (s *Service) RemoveUse(ctx context.Context, by person.User, id ID, use string) error {
	return remove[AlgorithmicUse](ctx, s, by, id, use, "network.use_removed")
}

func remove[T any](ctx context.Context, s *Service, by person.User, id ID, row, action string) error {
	if !by.MayWrite() {
		return errForbidden
	}
	return s.db.InTx(ctx, func(tx database.Tx) error {
		removed, err := database.Remove[T](tx.Narrow("network_id = ?", id).Narrow("id = ?", row))
		if err != nil || removed == 0 {
			return err
		}
		return record(tx, by, action, id)
	})
}

func mayWrite(by person.User, id string) error {
	if !by.MayWrite() {
		return errForbidden
	}
	if _, err := uuid.Parse(id); err != nil {
		return errID.Because(err)
	}
	return nil
}

// exists tells that the form was sent before.
func exists[T any](tx database.Tx, id string) (bool, error) {
	n, err := database.Count[T](tx.Narrow("id = ?", id))
	return n > 0, err
}

func record(tx database.Tx, by person.User, action string, id ID) error {
	return audit.Record(tx, by, audit.Act{Action: action, Subject: string(id)})
}
