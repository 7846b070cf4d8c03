// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// countForm is what is typed to keep a count of cameras.
type countForm struct {
	ID, Cameras, CountedOn, AtLeast, Source string
	Sent                                    bool
}

func (p networkPages) addCount(c *fiber.Ctx) error {
	f := read(c)
	var wrong problem.Fields
	typed := countForm{
		ID: f.id(), Cameras: f.text("cameras"), CountedOn: f.text("counted_on"),
		AtLeast: f.text("at_least"), Source: f.text("source"), Sent: true,
	}
	count := network.CameraCount{
		ID: typed.ID, NetworkID: network.ID(c.Params("id")), CountedOn: f.day("counted_on", &wrong),
		AtLeast: f.checked("at_least"), Source: typed.Source,
	}
	cameras := f.number("cameras", &wrong)
	if typed.Cameras == "" {
		wrong.Add("cameras", "network.cameras_missing")
	}
	if cameras != nil {
		count.Cameras = *cameras
	}
	err := wrong.Err()
	if err == nil {
		err = p.Networks.AddCount(c.UserContext(), user(c), count)
	}
	if err != nil {
		return p.refuseFact(c, err, func(page *networkShow) { page.Count = typed })
	}
	return p.redirect(c, "/networks/"+string(count.NetworkID), "network.count_added")
}

func (p networkPages) removeCount(c *fiber.Ctx) error {
	id := network.ID(c.Params("id"))
	if err := p.Networks.RemoveCount(c.UserContext(), user(c), id, c.Params("row")); err != nil {
		return err
	}
	return p.redirect(c, "/networks/"+string(id), "network.count_removed")
}

// useForm is what is typed to keep an algorithmic use.
type useForm struct {
	ID, Product, Vendor, FromYear, UntilYear, Uses string
	UsedBy, LegalBasis, Source, SourceURL          string
	Sent                                           bool
}

func (p networkPages) addUse(c *fiber.Ctx) error {
	f := read(c)
	var wrong problem.Fields
	typed := useForm{
		ID: f.id(), Product: f.text("product"), Vendor: f.text("vendor"),
		FromYear: f.text("from_year"), UntilYear: f.text("until_year"), Uses: f.text("uses"),
		UsedBy: f.text("used_by"), LegalBasis: f.text("legal_basis"), Source: f.text("use_source"), SourceURL: f.text("source_url"), Sent: true,
	}
	use := network.AlgorithmicUse{
		ID: typed.ID, NetworkID: network.ID(c.Params("id")), Product: typed.Product, Vendor: typed.Vendor,
		FromYear: f.number("from_year", &wrong), UntilYear: f.number("until_year", &wrong), Uses: f.number("uses", &wrong),
		UsedBy: typed.UsedBy, LegalBasis: typed.LegalBasis, Source: typed.Source, SourceURL: typed.SourceURL,
	}
	err := wrong.Err()
	if err == nil {
		err = p.Networks.AddUse(c.UserContext(), user(c), use)
	}
	if err != nil {
		return p.refuseFact(c, err, func(page *networkShow) { page.Use = typed })
	}
	return p.redirect(c, "/networks/"+string(use.NetworkID), "network.use_added")
}

func (p networkPages) removeUse(c *fiber.Ctx) error {
	id := network.ID(c.Params("id"))
	if err := p.Networks.RemoveUse(c.UserContext(), user(c), id, c.Params("row")); err != nil {
		return err
	}
	return p.redirect(c, "/networks/"+string(id), "network.use_removed")
}

// refuseFact shows the network again with what was typed in one of its forms.
func (p networkPages) refuseFact(c *fiber.Ctx, refused error, keep func(*networkShow)) error {
	page, err := p.sheet(c)
	if err != nil {
		return err
	}
	keep(&page)
	page.Errors = wrongWith(refused)
	return p.refuse(c, refused, "network/show", page)
}
