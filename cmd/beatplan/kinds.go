package main

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
	"beatplan/roads"
)

// A batch is files of one kind on their way in: all of them, or after an error
// none.
type batch interface {
	intake
	add(s ingest.Input) error // before take
	take(ctx context.Context, m *app.Importer) ([]app.Import, error)
}

// A layout is everything that reading files of a kind needs to know.
type layout struct {
	app.ImportRequest
	rejects string // directory; empty: the ledger alone has them
	zone    *time.Location
}

// kinds are the kinds of import, by the names that the command line, the API and
// jobs have for them.
func kinds() map[string]func(layout) (batch, error) {
	return map[string]func(layout) (batch, error){
		"offences":       offences,
		"incidents":      incidents,
		"partner-counts": partnerCounts,
		"searches":       searches,
		"areas":          areas,
		"sites":          sites,
		"osm":            osm,
		"people":         people,
		"powers":         powers,
		"events":         events,
	}
}

// newBatch returns an empty batch of what a request asks for. What is wrong with
// the request, whatever the files, is found here.
func newBatch(r app.ImportRequest, rejects string) (batch, error) {
	empty, known := kinds()[r.Kind]
	if !known {
		return nil, fault.New(fault.Invalid, "no kind of import %q; there are %s", r.Kind, strings.Join(slices.Sorted(maps.Keys(kinds())), ", "))
	}
	if err := r.Check(); err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, err
	}
	return empty(layout{r, rejects, zone})
}

func offences(l layout) (batch, error) {
	verb := (*app.Importer).Offences
	if l.Replaces {
		verb = (*app.Importer).Replacing
	}
	if l.Mapping == "" {
		known := ingest.NewMemory(l.zone)
		return batchOf(l, verb, func(s ingest.Input) (*ingest.File[crime.Record], error) {
			return ingest.Offences(s, l.rejects, known, time.Now()), nil
		}), nil
	}
	return mapped(l, verb, ingest.MappedOffences)
}

func incidents(l layout) (batch, error) {
	return mapped(l, (*app.Importer).Incidents, ingest.MappedIncidents)
}

func partnerCounts(l layout) (batch, error) {
	return mapped(l, (*app.Importer).PartnerCounts, ingest.MappedPartnerCounts)
}

// searches come as data.police.uk publishes them, unless a mapping says otherwise.
func searches(l layout) (batch, error) {
	mapping, err := ingest.KnownMapping("stop-search")
	if l.Mapping != "" {
		mapping, err = ingest.ParseMapping(l.MappingName, l.Mapping)
	}
	if err != nil {
		return nil, err
	}
	return batchOf(l, (*app.Importer).Searches, func(s ingest.Input) (*ingest.File[crime.Search], error) {
		return ingest.MappedSearches(s, l.rejects, mapping, l.zone, time.Now()), nil
	}), nil
}

func areas(l layout) (batch, error) {
	kind, err := geo.ParseAreaKind(l.AreaKind)
	if err != nil {
		return nil, fault.New(fault.Invalid, "--kind (area_kind): %w", err)
	}
	verb := (*app.Importer).Areas
	if l.Repair {
		verb = (*app.Importer).RepairAreas
	}
	return batchOf(l, verb, func(s ingest.Input) (*ingest.File[geo.Area], error) {
		return ingest.Areas(s, l.rejects, kind, ingest.AreaProperties{Code: l.IDProperty, Name: l.NameProperty, AnySize: l.Allow}), nil
	}), nil
}

func sites(l layout) (batch, error) {
	var mapping ingest.Mapping
	var err error
	read := func(s ingest.Input) (*ingest.File[geo.Site], error) { return ingest.Sites(s, l.rejects, mapping), nil }
	switch {
	case l.Mapping != "":
		mapping, err = ingest.ParseMapping(l.MappingName, l.Mapping)
	case l.Layout != "":
		mapping, err = ingest.KnownMapping(l.Layout)
	default:
		p := siteProperties(l.ImportRequest)
		err = p.Validate()
		read = func(s ingest.Input) (*ingest.File[geo.Site], error) {
			return ingest.SiteFeatures(s, l.rejects, p), nil
		}
	}
	if err != nil {
		return nil, err
	}
	if l.Replaces {
		return batchOf(l, (*app.Importer).ReplaceSites, read), nil
	}
	return batchOf(l, (*app.Importer).Sites, read), nil
}

// siteProperties returns what a request says of sites, where no mapping does.
func siteProperties(r app.ImportRequest) ingest.SiteProperties {
	return ingest.SiteProperties{Source: r.Source, ID: r.IDProperty, Name: r.NameProperty, Category: r.Category, Drop: r.Drop}
}

func people(l layout) (batch, error) {
	if l.Census != 0 && (l.Census < 1801 || l.Census > 2100) {
		return nil, fault.New(fault.Invalid, "census %d: no year of a census; write it as 2021", l.Census)
	}
	return batchOf(l, (*app.Importer).People, func(s ingest.Input) (*ingest.File[geo.Figure], error) {
		return ingest.People(s, l.rejects, ingest.PeopleTable{AreaColumn: l.AreaColumn, Year: l.Census}), nil
	}), nil
}

func powers(l layout) (batch, error) {
	verb := (*app.Importer).Powers
	if l.Repair {
		verb = (*app.Importer).RepairPowers
	}
	var laws []geo.Law // as the force has them when the files are taken
	judged := func(m *app.Importer, ctx context.Context, files ...app.File[geo.Power]) (_ []app.Import, err error) {
		if laws, err = m.Laws(ctx); err != nil {
			return nil, err
		}
		return verb(m, ctx, files...)
	}
	return batchOf(l, judged, func(s ingest.Input) (*ingest.File[geo.Power], error) {
		return ingest.Powers(s, l.rejects, l.zone, func() []geo.Law { return laws }), nil
	}), nil
}

func events(l layout) (batch, error) {
	calendar := ingest.Calendar{Division: l.Division, Zone: l.zone}
	if l.EventKind != "" {
		var err error
		if calendar.Kind, err = crime.ParseEventKind(l.EventKind); err != nil {
			return nil, fault.New(fault.Invalid, "--kind (event_kind): %w", err)
		}
	}
	return batchOf(l, (*app.Importer).Events, func(s ingest.Input) (*ingest.File[crime.Event], error) {
		return ingest.Events(s, l.rejects, calendar), nil
	}), nil
}

// mapped returns a batch of files that a mapping describes.
func mapped[T any](
	l layout, verb verb[T], read func(s ingest.Input, rejects string, m ingest.Mapping, zone *time.Location, now time.Time) *ingest.File[T],
) (batch, error) {
	if l.Mapping == "" {
		return nil, fault.New(fault.Invalid, "no mapping file: files of %s come laid out as one says", l.Kind)
	}
	mapping, err := ingest.ParseMapping(l.MappingName, l.Mapping)
	if err != nil {
		return nil, err
	}
	return batchOf(l, verb, func(s ingest.Input) (*ingest.File[T], error) {
		return read(s, l.rejects, mapping, l.zone, time.Now()), nil
	}), nil
}

// A verb is one of an importer's.
type verb[T any] func(m *app.Importer, ctx context.Context, files ...app.File[T]) ([]app.Import, error)

// filesOf is a batch of files that have rows of T.
type filesOf[T any] struct {
	layout
	read  func(ingest.Input) (*ingest.File[T], error)
	verb  verb[T]
	files []*ingest.File[T]
}

func batchOf[T any](l layout, v verb[T], read func(ingest.Input) (*ingest.File[T], error)) batch {
	return &filesOf[T]{layout: l, read: read, verb: v}
}

func (b *filesOf[T]) add(s ingest.Input) error {
	sources, err := ingest.MembersFor(s, b.Kind, b.Mapping != "")
	if err != nil {
		return err
	}
	for _, s := range sources {
		f, err := b.read(s)
		if err != nil {
			return err
		}
		b.files = append(b.files, f)
	}
	return nil
}

func (b *filesOf[T]) take(ctx context.Context, m *app.Importer) ([]app.Import, error) {
	var ground *ingest.Ground
	if slices.Contains([]string{"offences", "incidents", "sites"}, b.Kind) {
		areas, err := m.Ground(ctx)
		if err != nil {
			return nil, err
		}
		ground = ingest.NewGround(areas)
	}
	files := make([]app.File[T], len(b.files))
	for i, f := range b.files {
		f.Bound(ground, bounds(b.ImportRequest))
		files[i] = f
	}
	return b.verb(m, ctx, files...)
}

// bounds returns what of a request refuses a file as a whole.
func bounds(r app.ImportRequest) ingest.Bounds {
	return ingest.Bounds{Rejected: r.MaxRejected, Misplaced: r.MaxMisplaced, Allow: r.Allow}
}

// Progress adds up how far the files have been read.
func (b *filesOf[T]) Progress() (bytes, size, rows int64) { return sum(b.files) }

// Doing returns what is done with the rows of the last file that has been read.
func (b *filesOf[T]) Doing() string { return last(b.files) }

// extract is a batch of one extract of OpenStreetMap, which is read for its places,
// for its streets, for its waters and for its settlements.
type extract struct {
	layout
	source ingest.Input
	places *ingest.File[geo.Site]
	ways   *ingest.File[roads.Street]
	waters *ingest.File[geo.Water]
	names  *ingest.File[geo.Settlement]
}

func osm(l layout) (batch, error) { return &extract{layout: l}, nil }

func (b *extract) add(s ingest.Input) error {
	if b.places != nil {
		return fault.New(fault.Invalid, "two extracts of OpenStreetMap: import one at a time")
	}
	b.source = s
	whole := s
	whole.Received = false // it is kept once, with the places
	b.places, b.ways = ingest.OSMSites(s, b.rejects), ingest.OSMStreets(whole, b.rejects)
	b.waters, b.names = ingest.OSMWater(whole, b.rejects), ingest.OSMSettlements(whole, b.rejects)
	return nil
}

func (b *extract) take(ctx context.Context, m *app.Importer) ([]app.Import, error) {
	if err := decodable(ctx, b.source); err != nil {
		return nil, err
	}
	return m.Map(ctx, b.places, b.ways, b.waters, b.names)
}

func (b *extract) Progress() (bytes, size, rows int64) {
	return sum([]intake{b.places, b.ways, b.waters, b.names})
}

func (b *extract) Doing() string { return last([]intake{b.places, b.ways, b.waters, b.names}) }
