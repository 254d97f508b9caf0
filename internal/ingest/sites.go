package ingest

import (
	"bufio"
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"beatplan/crime"
	"beatplan/geo"
)

// Sites returns a file of sites, laid out as a mapping says: a table (CSV), or
// features (GeoJSON, KML) whose properties are its columns. Sites without a
// position are kept, and so are those whose hours or capacity say nothing to us.
func Sites(s Input, rejectsDir string, m Mapping) *File[geo.Site] {
	f := siteFile(s, rejectsDir, m.Columns.Reference, func(*table) (Mapping, error) { return m, nil })
	f.mapping = m.hash
	return f
}

// SiteFeatures returns a file of features (GeoJSON, KML) that are sites, laid out
// as their properties' names suggest.
func SiteFeatures(s Input, rejectsDir string, p SiteProperties) *File[geo.Site] {
	return siteFile(s, rejectsDir, oneOrMore(p.ID), func(t *table) (Mapping, error) {
		if t == nil {
			return Mapping{}, errors.New("neither GeoJSON nor KML: say how a table is laid out (mapping)")
		}
		return p.mapping(s.Name, t.header)
	})
}

// siteFile returns a file of sites laid out as a mapping says, which may depend on
// the properties of features; those of a table it is not told. Ids that only number
// features are no property, unless the reference is said to be them.
func siteFile(s Input, rejectsDir string, reference names, mapping func(*table) (Mapping, error)) *File[geo.Site] {
	f := newFile(s, rejectsDir, func(r io.Reader, out *sink[geo.Site]) error {
		b := bufio.NewReader(r)
		var found features
		var properties *table
		if areFeatures(b) {
			var err error
			if areEstablishments(b) {
				found, err = readEstablishments(b)
			} else {
				found, err = readFeatures(b, maxDocument)
			}
			if err != nil {
				return err
			}
			if !areNumbered(found.all, func(f feature) string { return f.id }) || isOneOf(reference, "id") {
				nameByIDs(found.all)
			}
			properties = found.table()
		}
		m, err := mapping(properties)
		if err != nil {
			return err
		}
		if err := m.For(string(ofSites)); err != nil {
			return err
		}
		reader, seen := newMappedReader(m, time.UTC, time.Time{}), map[string]bool{}
		if properties == nil {
			return eachMapped(b, reader, func(m mappedReader, r row) (geo.Site, error) {
				return m.site(r, m.where, seen)
			}, out)
		}
		return reader.eachSite(found, properties, seen, out)
	})
	f.held = func(s geo.Site, p *placing) geo.Site {
		if mark := p.hold(s.At, s.Given, s.Quality); mark != "" {
			s.At, s.Shape, s.Quality = nil, nil, append(s.Quality, mark)
		}
		return s
	}
	return f
}

// eachSite takes features for sites.
func (m mappedReader) eachSite(found features, properties *table, seen map[string]bool, out *sink[geo.Site]) error {
	columns := slices.Clone(m.columns)
	for _, column := range m.Columns.Address {
		if _, there := properties.column[normal(column)]; there && !slices.Contains(columns, normal(column)) {
			columns = append(columns, normal(column))
		}
	}
	found.rename(m.renamed)
	properties = found.table()
	read, err := properties.only(columns)
	if err != nil {
		return err
	}
	if err := m.admit(properties); err != nil {
		return err
	}
	found.drop(m.Drop)
	read.nothing = m.nothing()
	return each(found.all, "a site", func(f feature) (geo.Site, error) {
		where := func(row) (place, error) { return ofFeature(f) }
		if m.positioned() {
			where = m.where
		}
		return m.site(row{read, read.record(f)}, where, seen)
	}, out)
}

// errGone says of a row that it is of a site that is no longer there.
var errGone = errors.New("the site is no longer there")

// site reads a row, unless a site of its id has been seen.
func (m mappedReader) site(r row, at func(row) (place, error), seen map[string]bool) (geo.Site, error) {
	c := m.Columns
	if m.Withdrawn.Column != "" && m.raised(r, m.Withdrawn) {
		return geo.Site{}, errGone
	}
	site := geo.Site{
		Source: cmp.Or(m.Source, m.Name), ID: m.reference(r),
		Name:     strings.Join(strings.Fields(m.column(r, c.Name)), " "),
		Address:  m.address(r),
		Category: cmp.Or(m.Category, m.category(r)),
	}
	if site.Category == "" {
		return site, fmt.Errorf("no %s", c.Category)
	}
	where, err := at(r)
	if err != nil {
		return site, err
	}
	switch {
	case where.at == nil && (isFoot(site.Name) || isFoot(site.ID)):
		return site, errors.New("no site: it is a total or a note without a position, as at the foot of a table")
	case site.ID != "" && m.Category != "" && site.Name == "" && where.at == nil && where.given == nil:
		return site, errors.New("no site: it has neither a name nor a position, as the foot of a table has")
	case utf8.RuneCountInString(site.Name) > maxName:
		return site, fmt.Errorf("its name is longer than %d characters: %q", maxName, brief(site.Name))
	}
	site.At, site.Shape, site.Given, site.Quality = where.at, where.shape, where.given, where.quality
	known := fmt.Sprintf("%s %s", strings.Join(c.Reference, ", "), brief(site.ID))
	if site.ID == "" {
		known = fmt.Sprintf("%q at the same place", brief(site.Name))
		if site.ID = knownBy(site.Source, site.Name, where); site.ID == "" {
			return site, errors.New("no reference, no name and no position: nothing tells it from others")
		}
	}
	if seen[site.ID] {
		return site, fmt.Errorf("%s again", known)
	}
	seen[site.ID] = true
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

// address returns the parts of an address that a row has, with commas between.
func (m mappedReader) address(r row) string {
	var parts []string
	for _, column := range m.Columns.Address {
		if part := strings.Trim(strings.Join(strings.Fields(m.column(r, column)), " "), ", "); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// category returns ours for the word of a row.
func (m mappedReader) category(r row) string {
	if ours, known := m.Categories[r.raw(m.normal[m.Columns.Category])]; known {
		return ours
	}
	return kebab(m.column(r, m.Columns.Category))
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
	key := crime.DigestOf(source, name, at)
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
