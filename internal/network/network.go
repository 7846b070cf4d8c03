// SPDX-License-Identifier: AGPL-3.0-only

// Package network knows the camera networks of communes: who operates them, how
// many cameras were counted when and by whom, which algorithmic software is
// known to run on them, and the list of communes itself. These are public facts,
// each with its source: everybody who is signed in reads them.
package network

import (
	"strings"
	"time"

	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

// ID identifies a network (UUID v7).
type ID string

// Details is the part of a network that may be edited.
type Details struct {
	CommuneCode   string // INSEE code
	Name          string // how the network is called; the commune's name when empty
	Operator      string // who runs it: the commune, a group of communes, a company
	RetentionDays *int   // how long images are kept, as announced; nil: unknown
	Notes         string
}

// Network is the camera network of a commune.
type Network struct {
	ID ID
	Details
	Words     string // what a search looks in, folded
	Demo      bool
	Version   int
	CreatedAt time.Time
}

// Commune is where the network is.
func (n Network) Commune() Commune {
	commune, _ := CommuneByCode(n.CommuneCode)
	return commune
}

// CameraCount is how many cameras one source counted on a day. AtLeast says that
// the source gives a floor, and the zero day that it does not say when.
type CameraCount struct {
	ID        string
	NetworkID ID
	CountedOn calendar.Day
	Cameras   int
	AtLeast   bool
	Source    string
	CreatedAt time.Time
}

// AlgorithmicUse is software that analyses the images, as one source tells it:
// since when, how often, by whom, on which legal basis its user claims to act.
type AlgorithmicUse struct {
	ID         string
	NetworkID  ID
	Product    string
	Vendor     string
	FromYear   *int
	UntilYear  *int // nil: unknown, or still in use
	Uses       *int
	UsedBy     string
	LegalBasis string // as claimed, not as found to be
	Source     string
	SourceURL  string
	CreatedAt  time.Time
}

// The longest texts that are kept, in characters, and the largest numbers. No
// camera of a commune is older than firstYear.
const (
	maxLine    = 300
	maxText    = 20_000
	maxURL     = 2_000
	maxCameras = 100_000
	maxDays    = 3_650
	maxUses    = 1_000_000_000
	firstYear  = 1980
)

func (d *Details) clean() {
	d.CommuneCode = strings.TrimSpace(d.CommuneCode)
	d.Name, d.Operator, d.Notes = typed.Line(d.Name), typed.Line(d.Operator), typed.Lines(d.Notes)
	if commune, found := CommuneByCode(d.CommuneCode); found && d.Name == "" {
		d.Name = commune.Name
	}
}

// check gathers what is wrong with the details, field by field.
func (d *Details) check() error {
	var wrong problem.Fields
	if _, found := CommuneByCode(d.CommuneCode); !found {
		wrong.Add("commune", "network.commune_unknown")
	}
	typed.Check(&wrong, "name", d.Name, maxLine)
	typed.Check(&wrong, "operator", d.Operator, maxLine)
	typed.Check(&wrong, "notes", d.Notes, maxText)
	checkRange(&wrong, "retention_days", d.RetentionDays, 1, maxDays)
	return wrong.Err()
}

// index fills what a search looks in.
func (n *Network) index() {
	n.Words = Fold(n.Name + " " + n.Commune().Name + " " + n.CommuneCode + " " + n.Operator)
}

func (c *CameraCount) check(today calendar.Day) error {
	c.Source = typed.Line(c.Source)
	var wrong problem.Fields
	checkRange(&wrong, "cameras", &c.Cameras, 0, maxCameras)
	// Overseas the day may have begun when it has not in Paris.
	if c.CountedOn.After(today.AddDays(1)) {
		wrong.Add("counted_on", "network.date_in_future")
	}
	if c.Source == "" {
		wrong.Add("source", "network.source_missing")
	}
	typed.Check(&wrong, "source", c.Source, maxLine)
	return wrong.Err()
}

func (u *AlgorithmicUse) check(today calendar.Day) error {
	for _, line := range []*string{&u.Product, &u.Vendor, &u.UsedBy, &u.LegalBasis, &u.Source} {
		*line = typed.Line(*line)
	}
	u.SourceURL = strings.TrimSpace(u.SourceURL)
	var wrong problem.Fields
	u.checkTexts(&wrong)
	checkRange(&wrong, "from_year", u.FromYear, firstYear, today.Year())
	checkRange(&wrong, "until_year", u.UntilYear, firstYear, today.Year()+10)
	checkRange(&wrong, "uses", u.Uses, 0, maxUses)
	if u.FromYear != nil && u.UntilYear != nil && *u.UntilYear < *u.FromYear {
		wrong.Add("until_year", "network.until_before_from")
	}
	return wrong.Err()
}

func (u *AlgorithmicUse) checkTexts(wrong *problem.Fields) {
	if u.Product == "" {
		wrong.Add("product", "network.product_missing")
	}
	if u.Source == "" {
		wrong.Add("use_source", "network.source_missing")
	}
	typed.Check(wrong, "product", u.Product, maxLine)
	typed.Check(wrong, "vendor", u.Vendor, maxLine)
	typed.Check(wrong, "used_by", u.UsedBy, maxLine)
	typed.Check(wrong, "legal_basis", u.LegalBasis, maxLine)
	typed.Check(wrong, "use_source", u.Source, maxLine)
	typed.Check(wrong, "source_url", u.SourceURL, maxURL)
	if u.SourceURL != "" && !typed.WebAddress(u.SourceURL) {
		wrong.Add("source_url", "network.url_invalid")
	}
}

func checkRange(wrong *problem.Fields, field string, n *int, least, most int) {
	if n != nil && (*n < least || *n > most) {
		wrong.Add(field, "network.number_range", "Min", least, "Max", most)
	}
}
