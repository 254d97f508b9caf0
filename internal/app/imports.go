package app

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/roads"
)

// An Incoming file is what a store needs of one. Rows may be read once; what Ended
// returns is known when they have been.
type Incoming[T any] = interface {
	Name() string
	Rows() iter.Seq2[T, error]            // an error ends them, and the import
	Mapping() string                      // SHA-256 of its mapping file, or nothing
	Ended() (sha256 string, rejected int) // of the file as it came; rows that could not be parsed
	Files() []ledger.File                 // to be kept with the rows; known when they have ended
	Does(what string, share float64)      // takes what is done with the rows once they have been read, and how much of that is done
}

// A File is one file to import.
type File[T any] interface {
	Incoming[T]
	// KeepRejects writes the rows that were rejected to a file of their own, if they are
	// to be in one beside the ledger, and returns its path or nothing.
	KeepRejects() (path string, err error)
	DropRejects() // or forgets them
	// Notes says what the program did not know of the rows, and what is doubtful about
	// the file; known when Rows has ended.
	Notes() []string
}

// Imports is what the import verbs need of a store: all files of a call come in,
// or none. The results are entries of the ledger, each an Import in JSON.
type Imports interface {
	Versions
	Areas(ctx context.Context, kind geo.AreaKind) ([]geo.Area, error) // of a kind, or of all
	OverlappingAreas(ctx context.Context) ([]geo.Overlap, error)      // of one kind
	ImportOffences(ctx context.Context, files []Incoming[crime.Record], principal string) ([]json.RawMessage, error)
	ReplaceOffences(ctx context.Context, files []Incoming[crime.Record], principal string) ([]json.RawMessage, error)
	ImportAreas(ctx context.Context, files []Incoming[geo.Area], principal string) ([]json.RawMessage, error)
	RepairAreas(ctx context.Context, files []Incoming[geo.Area], principal string) ([]json.RawMessage, error)
	ImportSites(ctx context.Context, files []Incoming[geo.Site], principal string) ([]json.RawMessage, error)
	ReplaceSites(ctx context.Context, files []Incoming[geo.Site], principal string) ([]json.RawMessage, error)
	ImportIncidents(ctx context.Context, files []Incoming[crime.IncidentRecord], principal string) ([]json.RawMessage, error)
	ImportPartnerCounts(ctx context.Context, files []Incoming[crime.PartnerCount], principal string) ([]json.RawMessage, error)
	ImportSearches(ctx context.Context, files []Incoming[crime.Search], principal string) ([]json.RawMessage, error)
	ImportPeople(ctx context.Context, files []Incoming[geo.Figure], principal string) ([]json.RawMessage, error)
	ImportPowers(ctx context.Context, files []Incoming[geo.Power], principal string) ([]json.RawMessage, error)
	RepairPowers(ctx context.Context, files []Incoming[geo.Power], principal string) ([]json.RawMessage, error)
	ImportMap(ctx context.Context, places []Incoming[geo.Site], ways []Incoming[roads.Street], waters []Incoming[geo.Water], names []Incoming[geo.Settlement], principal string) ([]json.RawMessage, error)
	ImportEvents(ctx context.Context, files []Incoming[crime.Event], principal string) ([]json.RawMessage, error)
}

// An ImportRequest says what a file is and how it is laid out. Each of the settings
// is for some kinds alone.
type ImportRequest struct {
	Kind     string `json:"kind"`     // offences, areas, sites …
	Filename string `json:"filename"` // under which the ledger remembers the file

	MaxRejected  *float64 `json:"max_rejected,omitempty"`  // percentage of the rows that may be rejected; nil: the usual
	MaxMisplaced *float64 `json:"max_misplaced,omitempty"` // percentage of the positions that may be outside every area, or otherwise of no use; nil: the usual
	Allow        bool     `json:"allow,omitempty"`         // load what would be refused for its positions, or for areas of too many points
	Layout       string   `json:"layout,omitempty"`        // of sites: a list that the program knows
	MappingName  string   `json:"mapping_name,omitempty"`  // of the mapping file, for messages
	Mapping      string   `json:"mapping,omitempty"`       // text of the mapping file; empty: a layout that the program knows
	Replaces     bool     `json:"replaces,omitempty"`      // of offences: every month of the file is published again, however much of it the file holds; of sites: the list is all that its source has of its categories
	Repair       bool     `json:"repair,omitempty"`        // of areas and powers: polygons that are not valid are repaired, and not refused
	AreaKind     string   `json:"area_kind,omitempty"`     // of areas
	IDProperty   string   `json:"id_property,omitempty"`   // of areas, and of sites without a mapping: holds the code; guessed when empty
	NameProperty string   `json:"name_property,omitempty"` // likewise: holds the name; guessed when empty
	Category     string   `json:"category,omitempty"`      // of sites without a mapping: of all of them; empty: they say it themselves
	Source       string   `json:"source,omitempty"`        // likewise: whose list it is; empty: the name of the file says it
	Drop         []string `json:"drop,omitempty"`          // likewise: properties that look personal, and are not read
	AreaColumn   string   `json:"area_column,omitempty"`   // of people: holds codes of areas; found when empty
	Census       int      `json:"census,omitempty"`        // of people: the year that the figures are of; 0: not said
	EventKind    string   `json:"event_kind,omitempty"`    // of events that do not say theirs
	Division     string   `json:"division,omitempty"`      // of GOV.UK's bank holidays; empty: England and Wales
}

// An ImportCheck says what would become of a file, as JSON.
type ImportCheck struct{ json.RawMessage }

// Check returns what is wrong with the request: a setting that is for other kinds.
func (r ImportRequest) Check() error {
	for _, setting := range []struct {
		name  string
		given bool
		of    []string // kinds
	}{
		{"max_misplaced", r.MaxMisplaced != nil, []string{"offences", "incidents", "sites"}},
		{"mapping", r.Layout != "", []string{"sites"}},
		{"a mapping file", r.Mapping != "", []string{"offences", "incidents", "partner-counts", "searches", "sites"}},
		{"replaces", r.Replaces, []string{"offences", "sites"}},
		{"repair", r.Repair, []string{"areas", "powers"}},
		{"area_kind", r.AreaKind != "", []string{"areas"}},
		{"id_property", r.IDProperty != "", []string{"areas", "sites"}},
		{"name_property", r.NameProperty != "", []string{"areas", "sites"}},
		{"category", r.Category != "", []string{"sites"}},
		{"source", r.Source != "", []string{"sites"}},
		{"drop", len(r.Drop) > 0, []string{"sites"}},
		{"area_column", r.AreaColumn != "", []string{"people"}},
		{"census", r.Census != 0, []string{"people"}},
		{"event_kind", r.EventKind != "", []string{"events"}},
		{"division", r.Division != "", []string{"events"}},
	} {
		if setting.given && !slices.Contains(setting.of, r.Kind) {
			return fault.New(fault.Invalid, "%s is for %s alone: leave it out, or say another kind", setting.name, strings.Join(setting.of, ", "))
		}
	}
	if r.DescribesSites() && (r.Mapping != "" || r.Layout != "") {
		return fault.New(fault.Invalid, "the mapping says what category, source, id_property, name_property and drop would: leave these out")
	}
	for _, most := range []struct {
		name    string
		percent *float64
	}{{"max_rejected", r.MaxRejected}, {"max_misplaced", r.MaxMisplaced}} {
		if p := most.percent; p != nil && !(*p >= 0 && *p <= 100) {
			return fault.New(fault.Invalid, "%s %g: give a percentage from 0 to 100", most.name, *p)
		}
	}
	return nil
}

// DescribesSites reports whether the request says of sites what otherwise a mapping
// would.
func (r ImportRequest) DescribesSites() bool {
	return r.Kind == "sites" && (r.Category != "" || r.Source != "" || r.IDProperty != "" || r.NameProperty != "" || len(r.Drop) > 0)
}

// An Importer takes files in, in the name of a principal. Importing a file
// again adds nothing, though the ledger has it twice.
type Importer struct {
	store     Imports
	principal string
}

// NewImporter returns an Importer into a store.
func NewImporter(s Imports, principal string) *Importer {
	return &Importer{store: s, principal: principal}
}

// Ground returns the areas that positions are held against: forces or, where there
// are none, all others.
func (m *Importer) Ground(ctx context.Context) ([]geo.Area, error) {
	forces, err := m.store.Areas(ctx, geo.Force)
	if err != nil || len(forces) > 0 {
		return forces, err
	}
	return m.store.Areas(ctx, "")
}

// Offences imports files of offences: all of them, or after an error none.
func (m *Importer) Offences(ctx context.Context, files ...File[crime.Record]) ([]Import, error) {
	return load(ctx, m.store.ImportOffences, files, m.principal)
}

// Replacing does the same, and takes every month of the files as published again.
func (m *Importer) Replacing(ctx context.Context, files ...File[crime.Record]) ([]Import, error) {
	return load(ctx, m.store.ReplaceOffences, files, m.principal)
}

// Areas does the same with areas.
func (m *Importer) Areas(ctx context.Context, files ...File[geo.Area]) ([]Import, error) {
	return m.areas(ctx, m.store.ImportAreas, files)
}

// RepairAreas does the same, and repairs polygons that are not valid.
func (m *Importer) RepairAreas(ctx context.Context, files ...File[geo.Area]) ([]Import, error) {
	return m.areas(ctx, m.store.RepairAreas, files)
}

func (m *Importer) areas(ctx context.Context, into func(context.Context, []Incoming[geo.Area], string) ([]json.RawMessage, error), files []File[geo.Area]) ([]Import, error) {
	imports, err := load(ctx, into, files, m.principal)
	if err != nil || len(imports) == 0 {
		return imports, err
	}
	pairs, err := m.store.OverlappingAreas(ctx)
	if err != nil {
		return imports, err
	}
	last := &imports[len(imports)-1]
	const most = 20
	for _, pair := range pairs[:min(most, len(pairs))] {
		last.Notes = append(last.Notes, pair.String()+" overlap: an offence in both counts in each; delete the import of the one that is not meant")
	}
	if more := len(pairs) - most; more > 0 {
		last.Notes = append(last.Notes, english.Count(float64(more), "more pair")+" of areas overlap")
	}
	return imports, nil
}

// Sites does the same with sites.
func (m *Importer) Sites(ctx context.Context, files ...File[geo.Site]) ([]Import, error) {
	return load(ctx, m.store.ImportSites, files, m.principal)
}

// ReplaceSites does the same, and takes the files together as all that their source has of
// their categories.
func (m *Importer) ReplaceSites(ctx context.Context, files ...File[geo.Site]) ([]Import, error) {
	return load(ctx, m.store.ReplaceSites, files, m.principal)
}

// Incidents imports calls to the police.
func (m *Importer) Incidents(ctx context.Context, files ...File[crime.IncidentRecord]) ([]Import, error) {
	return load(ctx, m.store.ImportIncidents, files, m.principal)
}

// PartnerCounts imports counts of partners.
func (m *Importer) PartnerCounts(ctx context.Context, files ...File[crime.PartnerCount]) ([]Import, error) {
	return load(ctx, m.store.ImportPartnerCounts, files, m.principal)
}

// Searches imports stop and searches.
func (m *Importer) Searches(ctx context.Context, files ...File[crime.Search]) ([]Import, error) {
	return load(ctx, m.store.ImportSearches, files, m.principal)
}

// People imports figures of people by area.
func (m *Importer) People(ctx context.Context, files ...File[geo.Figure]) ([]Import, error) {
	return load(ctx, m.store.ImportPeople, files, m.principal)
}

// Laws returns what the law says of each kind of power, by which powers are taken or rejected.
func (m *Importer) Laws(ctx context.Context) ([]geo.Law, error) { return laws().inForce(ctx, m.store) }

// Powers imports legal powers.
func (m *Importer) Powers(ctx context.Context, files ...File[geo.Power]) ([]Import, error) {
	return load(ctx, m.store.ImportPowers, files, m.principal)
}

// RepairPowers does the same, and repairs polygons that are not valid.
func (m *Importer) RepairPowers(ctx context.Context, files ...File[geo.Power]) ([]Import, error) {
	return load(ctx, m.store.RepairPowers, files, m.principal)
}

// Events imports calendars.
func (m *Importer) Events(ctx context.Context, files ...File[crime.Event]) ([]Import, error) {
	return load(ctx, m.store.ImportEvents, files, m.principal)
}

// Streets imports streets alone, without what else their map has.
func (m *Importer) Streets(ctx context.Context, files ...File[roads.Street]) ([]Import, error) {
	return load(ctx, func(ctx context.Context, ways []Incoming[roads.Street], principal string) ([]json.RawMessage, error) {
		return m.store.ImportMap(ctx, nil, ways, nil, nil, principal)
	}, files, m.principal)
}

// Settlements imports settlements alone, without what else their map has.
func (m *Importer) Settlements(ctx context.Context, files ...File[geo.Settlement]) ([]Import, error) {
	return load(ctx, func(ctx context.Context, names []Incoming[geo.Settlement], principal string) ([]json.RawMessage, error) {
		return m.store.ImportMap(ctx, nil, nil, nil, names, principal)
	}, files, m.principal)
}

// Map imports the places, the streets, the waters and the settlements of a map: all or none.
func (m *Importer) Map(
	ctx context.Context, places File[geo.Site], ways File[roads.Street], waters File[geo.Water], names File[geo.Settlement],
) ([]Import, error) {
	streets := 0
	imports, err := several(m.store.ImportMap(ctx,
		[]Incoming[geo.Site]{places}, []Incoming[roads.Street]{walked{ways, &streets}}, []Incoming[geo.Water]{waters}, []Incoming[geo.Settlement]{names}, m.principal))
	if err != nil {
		places.DropRejects()
		ways.DropRejects()
		waters.DropRejects()
		names.DropRejects()
		return nil, err
	}
	err = errors.Join(keep(&imports[0], places), keep(&imports[1], ways), keep(&imports[2], waters), keep(&imports[3], names))
	if streets == 0 {
		imports[1].Notes = append(imports[1].Notes, "no way in it is a street: plans travel in straight lines where no other extract has streets")
	}
	return imports, err
}

// walked is a file of streets and rails that counts its streets.
type walked struct {
	File[roads.Street]

	streets *int
}

// Rows returns those of the file.
func (w walked) Rows() iter.Seq2[roads.Street, error] {
	return func(yield func(roads.Street, error) bool) {
		for way, err := range w.File.Rows() {
			if err == nil && !roads.IsRail(way.Class) {
				*w.streets++
			}
			if !yield(way, err) {
				return
			}
		}
	}
}

// Total adds the figures of imports up.
func Total(imports []Import) ledger.Figures {
	var t ledger.Figures
	for _, i := range imports {
		t.Read += i.Read
		t.New += i.New
		t.Updated += i.Updated
		t.Unchanged += i.Unchanged
		t.Rejected += i.Rejected
	}
	return t
}

// load imports, and once the rows are in keeps those that were rejected.
func load[T any](
	ctx context.Context, into func(context.Context, []Incoming[T], string) ([]json.RawMessage, error), files []File[T], principal string,
) ([]Import, error) {
	sources := make([]Incoming[T], len(files))
	for i, f := range files {
		sources[i] = f
	}
	imports, err := several(into(ctx, sources, principal))
	if err != nil {
		for _, f := range files {
			f.DropRejects()
		}
		return nil, err
	}
	for i, f := range files {
		if err := keep(&imports[i], f); err != nil {
			return imports, err
		}
	}
	return imports, nil
}

// keep keeps the rejected rows of an import, and what is to be said of it.
func keep[T any](i *Import, f File[T]) (err error) {
	i.Notes = f.Notes()
	if i.RejectsFile, err = f.KeepRejects(); err != nil {
		return fault.New(fault.Unavailable, "%s is imported, but its %d rejected rows could not be written: %w", f.Name(), i.Rejected, err)
	}
	return nil
}

// Made returns a file of rows that the program has made itself, known by a name
// and a digest of what they were made from.
func Made[T any](name, digest string, rows []T) File[T] { return generatedFile[T]{name, digest, rows} }

type generatedFile[T any] struct {
	name, digest string
	rows         []T
}

func (m generatedFile[T]) Name() string                 { return m.name }
func (m generatedFile[T]) Mapping() string              { return "" }
func (m generatedFile[T]) Ended() (string, int)         { return m.digest, 0 }
func (m generatedFile[T]) Files() []ledger.File         { return nil }
func (m generatedFile[T]) Does(string, float64)         {}
func (m generatedFile[T]) KeepRejects() (string, error) { return "", nil }
func (m generatedFile[T]) DropRejects()                 {}
func (m generatedFile[T]) Notes() []string              { return nil }

func (m generatedFile[T]) Rows() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, row := range m.rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}
