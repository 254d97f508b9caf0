package ingest

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"beatplan/crime"
	"beatplan/internal/fault"
)

// Visits reads the patrols of a trial that were made: a CSV file with the columns
// spot (HS-001) and day (YYYY-MM-DD, the policing day). All rows are read or none: an
// error names the line.
func Visits(r io.Reader) ([]crime.Visit, error) {
	rows := csv.NewReader(r)
	rows.TrimLeadingSpace = true
	header, err := rows.Read()
	if err != nil {
		return nil, fault.New(fault.Invalid, "a list of visits has the columns spot and day: %w", err)
	}
	for i := range header {
		header[i] = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(header[i], "\ufeff")))
	}
	spot, day := slices.Index(header, "spot"), slices.Index(header, "day")
	if spot < 0 || day < 0 {
		return nil, fault.New(fault.Invalid, "a list of visits has the columns spot and day; this one has %s", strings.Join(header, ", "))
	}
	visits := []crime.Visit{}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return visits, nil
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "visits: %w", err)
		}
		line, _ := rows.FieldPos(day)
		at, err := time.Parse(time.DateOnly, strings.TrimSpace(row[day]))
		if err != nil {
			return nil, fault.New(fault.Invalid, "visits, line %d: day %q: write it YYYY-MM-DD", line, row[day])
		}
		name := said(strings.TrimSpace(row[spot]))
		if name == "" {
			return nil, fault.New(fault.Invalid, "visits, line %d: no spot", line)
		}
		visits = append(visits, crime.Visit{Spot: name, Day: at})
	}
}
