package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"

	"beatplan/internal/fault"
	"beatplan/internal/sheet"
)

// A listing is where an answer has a list. openapi.yaml says it as x-page: the member of
// the answer, and the fields that tell its items apart; none: all of an item does.
type listing struct {
	member string
	key    []string
	csv    []string // the properties of features that its table has, as x-csv says; none: it has no table
}

// listingOf returns the list of an operation's answer, and whether there is one.
func listingOf(o *openapi3.Operation) (listing, bool) {
	said, _ := o.Extensions["x-page"].(string)
	words := strings.Fields(said)
	if len(words) == 0 {
		return listing{}, false
	}
	columns, _ := o.Extensions["x-csv"].(string)
	return listing{words[0], words[1:], strings.Fields(columns)}, true
}

// page returns an answer with the part of its list that a query asks for by bbox, cursor
// and limit, and the cursor of the next page, empty where this is the last. The cost is
// that of the whole list.
func (l listing) page(body []byte, query url.Values) (page []byte, next string, err error) {
	bbox, cursor, limit := query.Get("bbox"), query.Get("cursor"), query.Get("limit")
	if bbox == "" && cursor == "" && limit == "" {
		return body, "", nil
	}
	var members map[string]json.RawMessage
	var items []json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return nil, "", err
	}
	if err := json.Unmarshal(members[l.member], &items); err != nil {
		return nil, "", err
	}
	if bbox != "" {
		if items, err = inBox(items, bbox); err != nil {
			return nil, "", err
		}
	}
	if cursor != "" {
		at := slices.IndexFunc(items, func(item json.RawMessage) bool { return l.cursor(item) == cursor })
		if at < 0 {
			return nil, "", errCursor
		}
		items = items[at+1:]
	}
	if most, err := strconv.Atoi(limit); err == nil && most < len(items) {
		items = items[:most]
		next = l.cursor(items[most-1])
	}
	if members[l.member], err = json.Marshal(append([]json.RawMessage{}, items...)); err != nil {
		return nil, "", err
	}
	page, err = json.Marshal(members)
	return page, next, err
}

// table returns the features of a collection as CSV that no spreadsheet takes for formulas:
// the properties that the listing names, and the positions of points, or the middle of what
// else there is.
func (l listing) table(collection []byte) ([]byte, error) {
	var of struct {
		Features []struct {
			Geometry   *geojson.Geometry          `json:"geometry"`
			Properties map[string]json.RawMessage `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(collection, &of); err != nil {
		return nil, err
	}
	rows := [][]string{append(slices.Clone(l.csv), "longitude", "latitude")}
	for _, f := range of.Features {
		var row []string
		for _, name := range l.csv {
			var text string
			if value := f.Properties[name]; json.Unmarshal(value, &text) != nil { // of null it is empty
				text = string(value)
			}
			row = append(row, text)
		}
		longitude, latitude := "", ""
		if f.Geometry != nil {
			at, _ := planar.CentroidArea(f.Geometry.Geometry()) // of a point, itself
			longitude, latitude = strconv.FormatFloat(at[0], 'f', -1, 64), strconv.FormatFloat(at[1], 'f', -1, 64)
		}
		rows = append(rows, append(sheet.HarmlessRow(row), longitude, latitude))
	}
	var b bytes.Buffer
	err := csv.NewWriter(&b).WriteAll(rows)
	return b.Bytes(), err
}

var errCursor = fault.New(fault.NotFound, `cursor: no link with rel="next" has it, or what it stands for has gone: begin without it`)

// cursor names an item.
func (l listing) cursor(item json.RawMessage) string {
	named := []byte(item)
	var fields map[string]json.RawMessage
	if json.Unmarshal(item, &fields) == nil && len(l.key) > 0 {
		named = nil
		for _, name := range l.key {
			named = append(append(named, fields[name]...), 0)
		}
	}
	sum := sha256.Sum256(named)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// inBox returns the items whose bounding box or geometry meets a box.
func inBox(items []json.RawMessage, bbox string) ([]json.RawMessage, error) {
	boxes, err := boxes(bbox)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(items, func(item json.RawMessage) bool {
		var at struct {
			BBox     []float64         `json:"bbox"`
			Geometry *geojson.Geometry `json:"geometry"`
		}
		if json.Unmarshal(item, &at) != nil {
			return true
		}
		switch {
		case len(at.BBox) == 4:
			bound := orb.Bound{Min: orb.Point{at.BBox[0], at.BBox[1]}, Max: orb.Point{at.BBox[2], at.BBox[3]}}
			return !slices.ContainsFunc(boxes, bound.Intersects)
		case at.Geometry != nil:
			return !slices.ContainsFunc(boxes, at.Geometry.Geometry().Bound().Intersects)
		}
		return true
	}), nil
}
