// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"
)

// pager leads from one page of a list to its neighbours, with the same filter.
type pager struct {
	Page, Pages, Total int
	path               string
	filter             url.Values
}

// newPager counts the pages of a list of total rows.
func newPager(c *fiber.Ctx, page, total, size int, filter url.Values) pager {
	return pager{Page: page, Pages: max(1, (total+size-1)/size), Total: total, path: c.Path(), filter: filter}
}

// pageAsked is the page asked for, from 1.
func pageAsked(c *fiber.Ctx) int { return min(max(c.QueryInt("page", 1), 1), 100_000) }

// Previous is the address of the page before this one, "" on the first.
func (p pager) Previous() string { return p.address(p.Page - 1) }

// Next is the address of the page after this one, "" on the last.
func (p pager) Next() string { return p.address(p.Page + 1) }

func (p pager) address(page int) string {
	if page < 1 || page > p.Pages {
		return ""
	}
	query := url.Values{}
	for name, values := range p.filter {
		if len(values) > 0 && values[0] != "" {
			query[name] = values
		}
	}
	query.Set("page", strconv.Itoa(page))
	return p.path + "?" + query.Encode()
}
