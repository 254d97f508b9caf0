package ingest

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"beatplan/geo"
)

// Powers returns a file of legal powers, GeoJSON or KML: polygons in WGS 84 with
// the properties kind, authority, reference, from, to,
// text and, of an s.60 authorisation, extended. Times are by the clocks of zone, and how long
// a power may last by the laws, for which it asks once it reads; nil: [geo.DefaultLaws].
func Powers(s Input, rejectsDir string, zone *time.Location, laws func() []geo.Law) *File[geo.Power] {
	dates := dateReader{zone: zone}
	return newFile(s, rejectsDir, func(r io.Reader, out *sink[geo.Power]) error {
		seen := map[[2]string]bool{}
		found, err := readFeatures(r, maxDocument)
		if err != nil {
			return err
		}
		nameByIDs(found.all)
		return each(found.all, "a power", func(f feature) (geo.Power, error) {
			power, err := readPower(f, dates, laws)
			if err != nil {
				return power, err
			}
			id := [2]string{power.Authority, power.Reference}
			if seen[id] {
				return power, fmt.Errorf("reference %s of %s again: make one MultiPolygon of its areas", power.Reference, power.Authority)
			}
			seen[id] = true
			return power, nil
		}, out)
	})
}

func readPower(f feature, dates dateReader, laws func() []geo.Law) (geo.Power, error) {
	p := f.properties
	power := geo.Power{
		Kind: geo.PowerKind(text(p["kind"])), Authority: said(text(p["authority"])), Reference: said(text(p["reference"])), Text: said(text(p["text"])),
	}
	var err error
	if power.Extended, err = yes(p["extended"]); err != nil {
		return power, fmt.Errorf("extended: %w", err)
	}
	if power.From, _, err = dates.span(said(text(p["from"])), ""); err != nil {
		return power, fmt.Errorf("from: %w", err)
	}
	if _, power.To, err = dates.span(said(text(p["to"])), ""); err != nil {
		return power, fmt.Errorf("to: %w", err)
	}
	judged := power
	if laws != nil {
		for _, l := range laws() {
			if l.Kind == power.Kind {
				judged.Law = &l
			}
		}
	}
	if err := judged.Validate(); err != nil {
		return power, err
	}
	if f.broken != nil {
		return power, f.broken
	}
	power.Land, err = geo.Polygons(f.geometry)
	return power, err
}

// span reads a date, with or without a time of day, and returns when what it
// says begins and ends, in UTC: a month, a day, or one instant. Nothing, or a
// placeholder, is the zero time.
func (d dateReader) span(date, clock string) (from, to time.Time, err error) {
	if date == "" {
		return from, to, nil
	}
	m, err := d.read(date, clock)
	if errors.Is(err, errPlaceholder) {
		return from, to, nil
	}
	if err != nil {
		return from, to, err
	}
	return m.at.UTC(), m.end(d.zone).UTC(), nil
}

// yes reads a property that is true or false. None is false.
func yes(v any) (bool, error) {
	switch v := v.(type) {
	case nil:
		return false, nil
	case bool:
		return v, nil
	case string: // as KML writes it
		if yes, err := strconv.ParseBool(v); err == nil {
			return yes, nil
		}
	}
	return false, fmt.Errorf("neither true nor false: %v", v)
}
