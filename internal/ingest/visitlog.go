package ingest

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/meeting"
)

// headed reads a CSV with a header line by line.
type headed struct {
	*csv.Reader
	columns []string // in lower case, with hyphens for spaces and underscores
	line    int
	row     []string
}

// newHeaded reads the header. It must have some columns and no other than these and
// those that may be there.
func newHeaded(from io.Reader, must, may []string) (*headed, error) {
	h := &headed{Reader: csv.NewReader(from)}
	header, err := h.Read()
	if errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "the file is empty: it needs a header with %s", geo.Names(must))
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, "%w", err)
	}
	for _, name := range header {
		name = strings.NewReplacer(" ", "-", "_", "-").Replace(strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))))
		if !slices.Contains(must, name) && !slices.Contains(may, name) {
			return nil, fault.New(fault.Invalid, "column %q: there are %s", name, geo.Names(slices.Concat(must, may)))
		}
		if slices.Contains(h.columns, name) {
			return nil, fault.New(fault.Invalid, "column %q is there twice", name)
		}
		h.columns = append(h.columns, name)
	}
	for _, name := range must {
		if !slices.Contains(h.columns, name) {
			return nil, fault.New(fault.Invalid, "no column %q: it needs %s", name, geo.Names(must))
		}
	}
	return h, nil
}

// next reads the next line; io.EOF after the last.
func (h *headed) next() error {
	row, err := h.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return fault.New(fault.Invalid, "%w", err)
	}
	if err == nil {
		h.row = row
		h.line, _ = h.FieldPos(0)
	}
	return err
}

// text returns a field of the line; empty where there is no such column.
func (h *headed) text(column string) string {
	if i := slices.Index(h.columns, column); i >= 0 {
		return strings.TrimSpace(h.row[i])
	}
	return ""
}

// wrong says what is wrong with a field of the line.
func (h *headed) wrong(column, would string) error {
	return fault.New(fault.Invalid, "line %d, %s: %q: %s", h.line, column, h.text(column), would)
}

// number reads a whole number; what is empty is otherwise.
func (h *headed) number(column string, otherwise int) (int, error) {
	if h.text(column) == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(h.text(column))
	if err != nil {
		return 0, h.wrong(column, "write a whole number")
	}
	return n, nil
}

// moment reads a time: with its offset, or local.
func (h *headed) moment(column string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, h.text(column), zone); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, h.wrong(column, "write it YYYY-MM-DD HH:MM, or with an offset as RFC 3339 has it")
}

// VisitLog reads a log of visits: from, minutes, unit, agency and place or lost, and what is
// known beside: plan, funding (core where empty), officers (1 where empty) and outputs by
// their names. Times without an offset are those of zone.
func VisitLog(from io.Reader, zone *time.Location) ([]meeting.Visit, error) {
	h, err := newHeaded(from, []string{"from", "minutes", "unit", "agency"}, slices.Concat([]string{"place", "lost", "plan", "funding", "officers"}, meeting.Outputs()))
	if err != nil {
		return nil, err
	}
	var visits []meeting.Visit
	for {
		if err := h.next(); errors.Is(err, io.EOF) {
			return visits, nil
		} else if err != nil {
			return nil, err
		}
		v, err := h.visit(zone)
		if err != nil {
			return nil, err
		}
		visits = append(visits, v)
	}
}

// visit reads the visit of a line.
func (h *headed) visit(zone *time.Location) (meeting.Visit, error) {
	v := meeting.Visit{
		Unit: h.text("unit"), Agency: h.text("agency"), Place: h.text("place"), Lost: h.text("lost"), Plan: h.text("plan"),
		Funding: strings.ToLower(h.text("funding")), Outputs: map[string]int{}, Source: meeting.FromFile,
	}
	if v.Funding == "" {
		v.Funding = meeting.Core
	}
	var err error
	if v.From, err = h.moment("from", zone); err != nil {
		return v, err
	}
	if v.Minutes, err = h.number("minutes", 0); err != nil {
		return v, err
	}
	if v.Officers, err = h.number("officers", 1); err != nil {
		return v, err
	}
	for _, name := range meeting.Outputs() {
		n, err := h.number(name, 0)
		if err != nil {
			return v, err
		}
		if n != 0 {
			v.Outputs[name] = n
		}
	}
	if err := v.Validate(); err != nil {
		return v, fault.New(fault.Invalid, "line %d, %w", h.line, err)
	}
	return v, nil
}

// Fixes reads a radio or vehicle system's export of positions: unit, time, longitude,
// latitude. Times without an offset are those of zone.
func Fixes(from io.Reader, zone *time.Location) ([]meeting.Fix, error) {
	h, err := newHeaded(from, []string{"unit", "time", "longitude", "latitude"}, nil)
	if err != nil {
		return nil, err
	}
	var fixes []meeting.Fix
	for {
		if err := h.next(); errors.Is(err, io.EOF) {
			return fixes, nil
		} else if err != nil {
			return nil, err
		}
		at, err := h.moment("time", zone)
		if err != nil {
			return nil, err
		}
		longitude, err1 := strconv.ParseFloat(h.text("longitude"), 64)
		latitude, err2 := strconv.ParseFloat(h.text("latitude"), 64)
		if err1 != nil || !(longitude >= -180 && longitude <= 180) {
			return nil, h.wrong("longitude", "write degrees from -180 to 180")
		}
		if err2 != nil || !(latitude >= -90 && latitude <= 90) {
			return nil, h.wrong("latitude", "write degrees from -90 to 90")
		}
		if h.text("unit") == "" {
			return nil, h.wrong("unit", "give the call sign")
		}
		fixes = append(fixes, meeting.Fix{Unit: h.text("unit"), At: at, Is: orb.Point{longitude, latitude}})
	}
}
