package ingest

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
	"beatplan/hotspot"
)

// streetColumns are those of data.police.uk's street-level crime files, in
// normal form.
func streetColumns() []string {
	return []string{
		"crime_id", "month", "reported_by", "falls_within", "longitude", "latitude",
		"location", "lsoa_code", "lsoa_name", "crime_type", "last_outcome_category", "context",
	}
}

// Offences returns a file of street-level crime as data.police.uk publishes it,
// with its own header or with one in snake case. Its rows are known to the month
// in zone, Europe/London. Rejected rows will go to the directory.
func Offences(s Source, rejectsDir string, zone *time.Location) *File[hotspot.Record] {
	return newFile(s, rejectsDir, func(r io.Reader, out *sink[hotspot.Record]) error {
		t, err := newTable(r, "a street-level crime file of data.police.uk", "month", "longitude", "latitude", "crime_type")
		if err != nil {
			return err
		}
		known := cells{}
		return t.each(func(r row) (reason, err error) {
			record, reason := streetRecord(r, zone, known)
			if reason != nil {
				return reason, nil
			}
			return nil, out.accept(record)
		}, out.reject)
	})
}

// streetRecord reads a row. References are of use within a month only: some come
// again in another.
func streetRecord(r row, zone *time.Location, known cells) (hotspot.Record, error) {
	month, err := hotspot.ParseMonth(r.get("month"))
	if err != nil {
		return hotspot.Record{}, err
	}
	if year := month / 12; year < 1900 || year > 2200 {
		return hotspot.Record{}, fmt.Errorf("month %s is not of our time", month)
	}
	offenceType := r.get("crime_type")
	if offenceType == "" {
		return hotspot.Record{}, errors.New("no crime type")
	}
	at, err := r.position("longitude", "latitude")
	if err != nil {
		return hotspot.Record{}, err
	}
	var given *geo.Given
	var quality []string
	switch {
	case at != nil && turned(*at):
		at, given, quality = nil, &geo.Given{X: at[0], Y: at[1], SRID: wgs84}, []string{hotspot.QualitySwapped}
	case at == nil && r.get("longitude") != "":
		given, quality = &geo.Given{SRID: wgs84}, []string{hotspot.QualityZero}
	}
	record := hotspot.Record{
		Offence: hotspot.Offence{
			Type: offenceType, Flags: []string{}, At: at,
			From: month.Start(zone), To: (month + 1).Start(zone), Precision: hotspot.InMonth,
		},
		Source: hotspot.StreetFiles, Month: month, Reference: r.get("crime_id"), AreaCode: r.get("lsoa_code"),
		Location: r.get("location"), Outcome: r.get("last_outcome_category"), Given: given, Quality: quality,
	}
	if hotspot.PoliceGenerated(offenceType) {
		record.Flags = append(record.Flags, hotspot.FlagPoliceGenerated)
	}
	if at != nil {
		if record.Cell, err = known.at(*at); err != nil {
			return hotspot.Record{}, err
		}
	}
	record.Key = r.key(record.Reference, streetColumns(), record.Source, month.String())
	return record, nil
}

// key returns the key of a row: the digest of its source and reference or, where it
// has none, of its fields, in whatever order its file has the columns.
func (r row) key(reference string, columns []string, source ...string) hotspot.Digest {
	if reference != "" {
		return hotspot.DigestOf(append(source, reference)...)
	}
	fields := make([]string, len(columns))
	for i, c := range columns {
		fields[i] = r.get(c)
	}
	return hotspot.DigestOf(fields...)
}

// cells remembers the cells of positions: street files have few positions, and
// many offences at each.
type cells map[orb.Point]h3.Cell

func (c cells) at(p orb.Point) (h3.Cell, error) {
	if cell, known := c[p]; known {
		return cell, nil
	}
	const most = 50_000
	if len(c) == most {
		clear(c)
	}
	cell, err := geo.CellAt(p, geo.DefaultResolution)
	c[p] = cell
	return cell, err
}
