// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/johnfercher/go-tree/node"
	"github.com/johnfercher/maroto/v2"
	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/config"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/breakline"
	"github.com/johnfercher/maroto/v2/pkg/consts/linestyle"
	"github.com/johnfercher/maroto/v2/pkg/consts/orientation"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"github.com/johnfercher/maroto/v2/pkg/props"
	"github.com/phpdave11/gofpdf"
)

// The writer keeps its resources in maps; sorting them is what makes its output
// the same every time. It offers no other switch than this process-wide one.
func init() { gofpdf.SetDefaultCatalogSort(true) }

// Render lays the document out and writes it. It fails when ctx ends, when a
// table row has more cells than columns, or when the writer fails; it never
// loses text silently.
func (d *Document) Render(ctx context.Context) (out Rendered, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			out, err = Rendered{}, fmt.Errorf("rendering a document: %v", cause)
		}
	}()
	f, err := d.layout(ctx)
	if err != nil {
		return Rendered{}, err
	}
	raw, err := draw(ctx, f.pages)
	if err != nil {
		return Rendered{}, err
	}
	finished, err := finish(raw, len(f.pages), d.meta, d.language(), f.outline)
	if err != nil {
		return Rendered{}, fmt.Errorf("finishing a document: %w", err)
	}
	sum := sha256.Sum256(finished)
	return Rendered{
		Bytes: finished, Pages: len(f.pages),
		SHA256: hex.EncodeToString(sum[:]), Replaced: f.cleaner.list(),
	}, nil
}

// draw has maroto write the pages. Each page is one row almost as tall as the
// sheet, so maroto breaks exactly where the layout did.
func draw(ctx context.Context, pages []page) ([]byte, error) {
	m := maroto.New(settings(pages))
	for i := range pages {
		m.AddRows(row.New(pageHeight - 7).Add(col.New().Add(&sheet{ctx: ctx, page: &pages[i]})))
	}
	written, err := m.Generate()
	if err != nil {
		return nil, fmt.Errorf("writing pages: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("writing pages: %w", err)
	}
	return written.GetBytes(), nil
}

func settings(pages []page) *entity.Config {
	return config.NewBuilder().
		WithDimensions(pageWidth, pageHeight).
		WithLeftMargin(0).WithRightMargin(0).WithTopMargin(0).WithBottomMargin(0).
		WithCompression(true).
		WithCustomFonts(fonts(pages)).
		WithDefaultFont(&props.Font{Family: family, Size: bodySize}).
		Build()
}

// fonts lists the faces in use; reading one costs time, so others stay out.
func fonts(pages []page) []*entity.CustomFont {
	used := [faceCount]bool{regular: true}
	for _, p := range pages {
		for _, m := range p.marks {
			used[m.face] = true
		}
	}
	var out []*entity.CustomFont
	for f := range faceCount {
		if used[f] {
			// The writer changes the font's bytes in place: each document gets its own.
			out = append(out, &entity.CustomFont{Family: family, Style: f.style(), Bytes: bytes.Clone(f.ttf())})
		}
	}
	return out
}

// sheet draws one page; it is a maroto component.
type sheet struct {
	ctx  context.Context // Generate takes none
	page *page
}

// SetConfig is asked by maroto; the layout has settled everything.
func (s *sheet) SetConfig(*entity.Config) {}

// GetHeight is asked by maroto; the row has its own height.
func (s *sheet) GetHeight(core.Provider, *entity.Cell) float64 { return 0 }

// GetStructure describes the component to maroto.
func (s *sheet) GetStructure() *node.Node[core.Structure] {
	return node.New(core.Structure{Type: "sheet"})
}

// Render draws the marks and rules where the layout put them.
func (s *sheet) Render(provider core.Provider, _ *entity.Cell) {
	if s.ctx.Err() != nil {
		return // draw reports it
	}
	for _, m := range s.page.marks {
		text(provider, m)
	}
	for _, r := range s.page.rules {
		horizontal(provider, r)
	}
	*s.page = page{} // drawn once; a long annex need not stay in memory twice
}

// text draws one mark. Maroto counts from the top of the letters and would wrap
// at the cell's width, so the cell begins one type size higher and is very wide.
func text(provider core.Provider, m placed) {
	cell := entity.Cell{X: m.x, Y: m.y - millimetres(m.size), Width: 1e6, Height: pageHeight}
	provider.AddText(m.text, &cell, &props.Text{
		Family: family, Style: m.face.style(), Size: m.size,
		Align: align.Left, BreakLineStrategy: breakline.EmptySpaceStrategy,
	})
}

func horizontal(provider core.Provider, r rule) {
	colour := &props.Color{}
	if r.grey {
		colour = &props.Color{Red: 150, Green: 150, Blue: 150}
	}
	cell := entity.Cell{X: r.x, Y: r.y, Width: r.width}
	provider.AddLine(&cell, &props.Line{
		Color: colour, Thickness: r.weight, SizePercent: 100,
		Style: linestyle.Solid, Orientation: orientation.Horizontal,
	})
}
