package api

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// A cut is which part of a list a request asks for.
type cut struct {
	bbox, cursor *string
	limit        *int
}

// hexagons returns the part of the cells that is asked for, as GeoJSON or CSV.
func hexagons(ctx context.Context, h app.Hexagons, c cut) (document, error) {
	if c.bbox != nil {
		boxes, err := boxes(*c.bbox)
		if err == nil {
			h, err = h.In(boxes...)
		}
		if err != nil {
			return document{}, err
		}
	}
	after := h3.CellFromString(value(c.cursor))
	if c.cursor != nil && !after.IsValid() {
		return document{}, errCursor
	}
	limit := math.MaxInt32
	if c.limit != nil {
		limit = *c.limit
	}
	page, more := h.Page(after, limit)
	members, err := json.Marshal(page.Members)
	if err != nil {
		return document{}, err
	}
	d := document{contentType: "application/geo+json", stream: page.WriteGeoJSON, held: len(page.Values) * 64}
	if wants(ctx, "text/csv", "application/geo+json", "application/json") {
		d.contentType, d.stream = "text/csv; charset=utf-8", page.WriteCSV
	}
	// What the members say tells all values apart: see [app.SurfaceResult].
	d.tag = tagOf([]byte(strings.Join([]string{string(members), d.contentType, value(c.bbox), value(c.cursor), strconv.Itoa(limit)}, "\n")))
	if more {
		d.next = page.Values[limit-1].Cell.String()
	}
	return d, nil
}

// boxes reads a bounding box: one, or the two parts of one that crosses the antimeridian.
func boxes(text string) ([]orb.Bound, error) {
	parts := strings.Split(text, ",")
	var sides [4]float64
	if len(parts) != len(sides) {
		return nil, fault.New(fault.Invalid, "bbox: %d numbers, and a box has 4: west, south, east, north", len(parts))
	}
	for i, part := range parts {
		side, err := strconv.ParseFloat(part, 64)
		if most := [4]float64{180, 90, 180, 90}[i]; err != nil || !(math.Abs(side) <= most) {
			return nil, fault.New(fault.Invalid, "bbox: %q is no number of degrees from -%g to %g", part, most, most)
		}
		sides[i] = side
	}
	west, south, east, north := sides[0], sides[1], sides[2], sides[3]
	if south > north {
		return nil, fault.New(fault.Invalid, "bbox: its south, %g, is north of its north, %g: write west, south, east, north", south, north)
	}
	if west > east {
		return []orb.Bound{{Min: orb.Point{west, south}, Max: orb.Point{180, north}}, {Min: orb.Point{-180, south}, Max: orb.Point{east, north}}}, nil
	}
	return []orb.Bound{{Min: orb.Point{west, south}, Max: orb.Point{east, north}}}, nil
}
