package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"beatplan/crime"
)

// MappedPartnerCounts returns a file of counts by venue, area or position, laid
// out as a mapping says. Without a column for the count every row is one. Times
// are as those of MappedOffences.
func MappedPartnerCounts(s Input, rejectsDir string, m Mapping, zone *time.Location, now time.Time) *File[crime.PartnerCount] {
	return mapped(s, rejectsDir, newMappedReader(m, zone, now), ofPartnerCounts, mappedReader.partnerCount)
}

func (m mappedReader) partnerCount(r row) (crime.PartnerCount, error) {
	c := m.Columns
	count := crime.PartnerCount{
		Source: cmp.Or(m.Source, m.Name), Reference: m.reference(r), Type: m.typed(r, c.Type),
		Venue: m.column(r, c.Venue), AreaCode: m.column(r, c.Area),
	}
	if isFoot(count.Venue) || isFoot(count.AreaCode) || isFoot(count.Type) {
		return count, errors.New("it is a total or a note, as at the foot of a table")
	}
	when, err := m.when(r)
	if err != nil {
		return count, err
	}
	count.From, count.To, count.Precision = when.from, when.to, when.precision
	where, err := m.where(r)
	if err != nil {
		return count, err
	}
	count.At, count.Cell, count.Given = where.at, where.cell, where.given
	count.Quality = append(when.quality, where.quality...)
	count.Key = countKey(count)
	if count.Count, count.Below, err = m.count(r); err != nil {
		return count, fmt.Errorf("%s: %w", c.Count, err)
	}
	if count.Count == nil {
		count.Quality = append(count.Quality, crime.QualitySuppressed)
	}
	return count, nil
}

// countKey returns the key of a count: of its reference, or of what it counts,
// where and when. A corrected number has the key of the old.
func countKey(c crime.PartnerCount) crime.Digest {
	if c.Reference != "" {
		return crime.DigestOf(c.Source, c.Reference)
	}
	given := ""
	if c.Given != nil {
		given = fmt.Sprint(*c.Given)
	}
	return crime.DigestOf(c.Source, c.Type, c.Venue, c.AreaCode, given, c.From.Format(time.RFC3339), c.To.Format(time.RFC3339))
}

// count reads a number of things, or what is known of one that is withheld.
func (m mappedReader) count(r row) (count *int, below int, err error) {
	if m.Columns.Count == "" {
		one := 1
		return &one, 0, nil
	}
	field := r.raw(m.normal[m.Columns.Count]) // a word for nothing may be listed as one for little
	if below, withheld := m.Suppressed[field]; withheld {
		return nil, below, nil
	}
	if below, withheld := suppressed(field); withheld {
		return nil, below, nil
	}
	value, isNumber := number(field)
	switch {
	case r.table.nothing.is(field):
		return nil, 0, errors.New("nothing, which is not 0")
	case !isNumber || value != math.Trunc(value) || value < 0 || value > math.MaxInt32:
		return nil, 0, fmt.Errorf("no count: %q; where it stands for one that is withheld, list it under suppressed", brief(field))
	}
	n := int(value)
	return &n, 0, nil
}

var (
	lessThan = regexp.MustCompile(`^(<|<=|≤|under|less than|fewer than|up to)\s*(\d{1,6})$`)
	fromTo   = regexp.MustCompile(`^(\d{1,6})\s*(-|–|to)\s*(\d{1,6})$`)
)

// suppressed reads the usual forms of a small count that is withheld, and returns
// what it is less than, 0 where they do not say:
//
//   - <5  <=4  ≤4  under 5  less than 5  fewer than 5  up to 4  1-4  1 to 4
func suppressed(field string) (below int, is bool) {
	field = strings.ToLower(field)
	if field == "*" {
		return 0, true
	}
	inclusive, most := false, ""
	if parts := lessThan.FindStringSubmatch(field); parts != nil {
		inclusive, most = slices.Contains([]string{"<=", "≤", "up to"}, parts[1]), parts[2]
	} else if parts := fromTo.FindStringSubmatch(field); parts != nil {
		inclusive, most = true, parts[3]
	} else {
		return 0, false
	}
	below, _ = strconv.Atoi(most) // six digits at the most
	if inclusive {
		below++
	}
	return below, true
}
