package ingest

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"beatplan/geo"
	"beatplan/hotspot"
)

// Sites returns a file of sites, laid out as a mapping says. Sites without a
// position are kept, and so are those whose hours or capacity say nothing to us.
func Sites(s Source, rejectsDir string, m Mapping) *File[geo.Site] {
	seen := map[string]bool{}
	return mapped(s, rejectsDir, newMappedReader(m, time.UTC, time.Time{}), ofSites, func(m mappedReader, r row) (geo.Site, error) {
		site, err := m.site(r)
		if err == nil {
			err = m.again(site, seen)
		}
		return site, err
	})
}

// site reads a row.
func (m mappedReader) site(r row) (geo.Site, error) {
	c := m.Columns
	site := geo.Site{
		Source: cmp.Or(m.Source, m.Name), ID: m.column(r, c.Reference), Name: m.column(r, c.Name),
		Category: cmp.Or(m.Category, m.category(m.column(r, c.Category))),
	}
	if site.Category == "" {
		return site, fmt.Errorf("no %s", c.Category)
	}
	where, err := m.where(r)
	if err != nil {
		return site, err
	}
	site.At, site.Given, site.Quality = where.at, where.given, where.quality
	if site.ID == "" {
		if site.ID = knownBy(site.Source, site.Name, where); site.ID == "" {
			return site, errors.New("no reference, no name and no position: nothing tells it from others")
		}
	}
	opening, unreadHours := weekOf(m, r, c.Hours, geo.ParseHours)
	terminal, unreadTerminal := weekOf(m, r, c.Terminal, geo.ParseTerminal)
	site.Opening, site.Terminal = opening, terminal
	if unreadHours || unreadTerminal {
		site.Quality = append(site.Quality, geo.QualityUnreadHours)
	}
	var unread bool
	if site.Capacity, unread = capacity(m.column(r, c.Capacity)); unread {
		site.Quality = append(site.Quality, geo.QualityUnreadCapacity)
	}
	return site, nil
}

// category returns ours for a word of the file.
func (m mappedReader) category(word string) string {
	if ours, known := m.Categories[word]; known {
		return ours
	}
	return kebab(word)
}

// again returns an error where a site of the file has the id of one before it.
func (m mappedReader) again(site geo.Site, seen map[string]bool) error {
	if !seen[site.ID] {
		seen[site.ID] = true
		return nil
	}
	if m.Columns.Reference == "" {
		return fmt.Errorf("%q at the same place again", brief(site.Name))
	}
	return fmt.Errorf("%s %s again", m.Columns.Reference, brief(site.ID))
}

// knownBy returns an id for a site without a reference: of its name and position,
// or nothing where it has neither.
func knownBy(source, name string, where place) string {
	at := ""
	switch {
	case where.given != nil:
		at = fmt.Sprint(*where.given)
	case where.at != nil:
		at = fmt.Sprint(*where.at)
	case name == "":
		return ""
	}
	key := hotspot.DigestOf(source, name, at)
	return hex.EncodeToString(key[:])
}

// weekOf reads what a row says of days of the week: what can be read, and whether
// there is something that cannot.
func weekOf[W ~map[time.Weekday]V, V any](m mappedReader, r row, columns weekly, parse func(string) (W, error)) (week W, unread bool) {
	for _, days := range slices.Sorted(maps.Keys(columns)) {
		field := m.column(r, columns[days])
		if field == "" {
			continue
		}
		said, err := parse(field)
		on, errOn := geo.ParseDays(days)
		if errors.Join(err, errOn) != nil {
			unread = true
			continue
		}
		for _, day := range on {
			value, is := said[day]
			switch {
			case is && week == nil:
				week = W{day: value}
			case is:
				week[day] = value
			case days != "": // a field of Tuesday that speaks of Monday
				unread = true
			}
		}
	}
	return week, unread
}

// capacity reads a number of people.
func capacity(field string) (people *int, unread bool) {
	if field == "" {
		return nil, false
	}
	const most = 1e6 // the largest of stadiums hold a tenth
	value, is := number(field)
	n := int(value)
	if !is || value < 1 || value > most || float64(n) != value {
		return nil, true
	}
	return &n, false
}
