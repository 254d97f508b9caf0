package app

import (
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"iter"
	"slices"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
)

// Hexagons are cells that have a value, and what explains them. Their outlines are made
// as they are written, so that a whole county takes 50 bytes a cell.
type Hexagons struct {
	Members map[string]any    // foreign members of the collection
	Values  []crime.CellValue // ascending by cell
}

// SurfaceHexagons returns the cells of a surface that have a value, with the surface
// itself as a foreign member.
func (a *App) SurfaceHexagons(ctx context.Context, id string) (Hexagons, error) {
	s, err := a.Surface(ctx, id)
	if err != nil {
		return Hexagons{}, err
	}
	values, err := a.store.SurfaceCells(ctx, s.ID)
	return Hexagons{Members: map[string]any{"surface": s}, Values: values}, err
}

// ModelHexagons returns every cell that a model has scored, with the model itself and
// what people decided on it as foreign members.
func (a *App) ModelHexagons(ctx context.Context, id string) (Hexagons, error) {
	m, err := a.Model(ctx, id)
	if err != nil {
		return Hexagons{}, err
	}
	values, err := a.store.SurfaceCells(ctx, m.Surface)
	decision := m.Decision
	m.Decision = nil
	return Hexagons{Members: map[string]any{"model": m, "decision": decision}, Values: values}, err
}

// In returns those whose outlines meet a box.
func (h Hexagons) In(boxes ...orb.Bound) (Hexagons, error) {
	var in []crime.CellValue
	for _, v := range h.Values {
		outline, err := geo.Hexagon(v.Cell)
		if err != nil {
			return h, err
		}
		if slices.ContainsFunc(boxes, outline.Bound().Intersects) {
			in = append(in, v)
		}
	}
	h.Values = in
	return h, nil
}

// Page returns the first of those after a cell, at most limit of them, and whether there
// are more. The zero cell is before all.
func (h Hexagons) Page(after h3.Cell, limit int) (page Hexagons, more bool) {
	first, found := slices.BinarySearchFunc(h.Values, after, func(v crime.CellValue, c h3.Cell) int { return cmp.Compare(v.Cell, c) })
	if found {
		first++
	}
	end := min(len(h.Values), first+limit)
	more = end < len(h.Values)
	h.Values = h.Values[first:end]
	return h, more
}

// cellProperties are those of a hexagon.
type cellProperties struct {
	Cell  string   `json:"cell"`
	Count float64  `json:"count"`
	Harm  float64  `json:"harm"`
	ASB   float64  `json:"asb"`
	Risk  *float64 `json:"risk,omitempty"`
}

// features makes the hexagons, one after another.
func (h Hexagons) features() iter.Seq2[geo.Feature, error] {
	return func(yield func(geo.Feature, error) bool) {
		for _, v := range h.Values {
			hexagon, err := geo.Hexagon(v.Cell)
			name := v.Cell.String()
			f := geo.Feature{ID: name, Geometry: hexagon, Properties: cellProperties{
				Cell: name, Count: v.Count, Harm: v.Harm, ASB: v.ASB, Risk: v.Risk,
			}}
			if !yield(f, err) || err != nil {
				return
			}
		}
	}
}

// WriteGeoJSON writes the hexagons as GeoJSON.
func (h Hexagons) WriteGeoJSON(w io.Writer) error {
	return geo.WriteFeatures(w, h.Members, h.features())
}

// WriteCSV writes a row for each hexagon, with the WGS 84 position of its middle.
func (h Hexagons) WriteCSV(w io.Writer) error {
	rows := csv.NewWriter(w)
	if err := rows.Write([]string{"cell", "count", "harm", "asb", "risk", "longitude", "latitude"}); err != nil {
		return err
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	for _, v := range h.Values {
		risk := ""
		if v.Risk != nil {
			risk = number(*v.Risk)
		}
		at, err := v.Cell.LatLng()
		if err != nil {
			return err
		}
		err = rows.Write([]string{
			v.Cell.String(), number(v.Count), number(v.Harm), number(v.ASB), risk,
			strconv.FormatFloat(at.Lng, 'f', 6, 64), strconv.FormatFloat(at.Lat, 'f', 6, 64),
		})
		if err != nil {
			return err
		}
	}
	rows.Flush()
	return rows.Error()
}

// Collection returns the hexagons all at once.
func (h Hexagons) Collection() (geo.Collection, error) {
	c := geo.Collection{Members: h.Members, Features: make([]geo.Feature, 0, len(h.Values))}
	for f, err := range h.features() {
		if err != nil {
			return c, err
		}
		c.Features = append(c.Features, f)
	}
	return c, nil
}
