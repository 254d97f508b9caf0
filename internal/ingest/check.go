package ingest

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"beatplan/crime"
	"beatplan/geo"
)

// A Report says what would become of a file that a mapping can be for: of
// offences, of incidents, of partner counts or of sites.
type Report struct {
	Read     int         `json:"read"`
	Accepted int         `json:"accepted"`
	Rejected int         `json:"rejected"`
	From     crime.Month `json:"from,omitzero"` // of the first row accepted; sites have no month
	To       crime.Month `json:"to,omitzero"`   // of the last
	Unplaced int         `json:"unplaced"`
	Repeated int         `json:"repeated,omitempty"` // accepted though known by what an earlier row is known by, such as its reference: each would count

	Precisions  []Counted `json:"precisions"`           // of the times
	Quality     []Counted `json:"quality"`              // what is doubtful
	StrangeType []Counted `json:"strange_type"`         // types of offence that have no harm weight
	Disposals   []Counted `json:"disposals,omitempty"`  // of incidents
	Categories  []Counted `json:"categories,omitempty"` // of sites
	Known       []Counted `json:"known,omitempty"`      // hours and capacities of sites
	Reasons     []Counted `json:"reasons"`              // of rejections
	Notes       []string  `json:"notes,omitempty"`      // what an import would say at its end

	Files []FileReport `json:"files,omitempty"` // of an archive
}

// A FileReport is what would become of a file of an archive.
type FileReport struct {
	File     string `json:"file"`
	Read     int    `json:"read"`
	Accepted int    `json:"accepted"`
	Rejected int    `json:"rejected"`
}

// CheckAll checks each of the files of an archive and adds up what is said of them. Of one
// file alone it says what check does.
func CheckAll(sources []Input, check func(Input) (Report, error)) (Report, error) {
	if len(sources) == 1 {
		return check(sources[0])
	}
	var all Report
	for _, s := range sources {
		r, err := check(s)
		if err != nil {
			return Report{}, err
		}
		all.add(s.Name, r)
	}
	return all, nil
}

// add adds the report on a file.
func (r *Report) add(file string, o Report) {
	r.Files = append(r.Files, FileReport{file, o.Read, o.Accepted, o.Rejected})
	if r.Accepted == 0 {
		r.From, r.To = o.From, o.To
	} else if o.Accepted > 0 {
		r.From, r.To = min(r.From, o.From), max(r.To, o.To)
	}
	r.Read, r.Accepted, r.Rejected = r.Read+o.Read, r.Accepted+o.Accepted, r.Rejected+o.Rejected
	r.Unplaced, r.Repeated = r.Unplaced+o.Unplaced, r.Repeated+o.Repeated
	for _, of := range []struct{ to, from *[]Counted }{
		{&r.Precisions, &o.Precisions},
		{&r.Quality, &o.Quality},
		{&r.StrangeType, &o.StrangeType},
		{&r.Disposals, &o.Disposals},
		{&r.Categories, &o.Categories},
		{&r.Known, &o.Known},
		{&r.Reasons, &o.Reasons},
	} {
		both := counter{}
		for _, c := range slices.Concat(*of.to, *of.from) {
			if both[c.What] == nil {
				both[c.What] = &Counted{What: c.What}
			}
			both[c.What].Rows += c.Rows
		}
		*of.to = both.most()
	}
	for _, n := range o.Notes {
		r.Notes = append(r.Notes, file+": "+n)
	}
}

// Counted is how many rows have something in common, and where it begins.
type Counted struct {
	What string `json:"what"`
	Rows int    `json:"rows"`
	Line int    `json:"line,omitempty"` // of the first row, where it is known
}

// A glance is what a report needs to know of a row.
type glance struct {
	key       crime.Digest // what it is known by; of a site, none
	month     crime.Month
	placed    bool
	precision crime.Precision
	quality   []string
	disposal  string // empty: not said
	category  string // empty: it is no site
	known     []string
}

// Bounds say how much of a file may be of no use before an import refuses it.
type Bounds struct {
	Rejected  *float64 // percentage of its rows; nil: the usual
	Misplaced *float64 // percentage of its positions; nil: the usual
	Allow     bool     // whatever the positions
}

func (b Bounds) misplaced() float64 {
	if b.Misplaced != nil {
		return *b.Misplaced / 100
	}
	return MisplacedShare
}

func (b Bounds) rejected() tolerance {
	if b.Rejected != nil {
		return tolerance{share: *b.Rejected / 100}
	}
	return usual()
}

// Check reads a file of offences and says what would become of it, its positions held
// against a ground; nil is none. An error is
// what would end its import, but for the bounds: that these refuse it is noted.
func Check(f *File[crime.Record], ground *Ground, b Bounds) (Report, error) {
	return check(f, ground, b, func(r crime.Record) glance {
		return glance{key: r.Key, month: r.Month, placed: r.At != nil, precision: r.Precision, quality: r.Quality}
	})
}

// CheckMapped does the same with a file of what a mapping is for.
func CheckMapped(s Input, m Mapping, zone *time.Location, now time.Time, ground *Ground, b Bounds) (Report, error) {
	month := func(t time.Time) crime.Month { return crime.MonthOf(t.In(zone)) }
	switch m.kind() {
	case ofIncidents:
		return check(MappedIncidents(s, "", m, zone, now), ground, b, func(r crime.IncidentRecord) glance {
			return glance{key: r.Key, month: month(r.From), placed: r.At != nil, precision: r.Precision, quality: r.Quality, disposal: string(r.Disposal)}
		})
	case ofPartnerCounts:
		return check(MappedPartnerCounts(s, "", m, zone, now), nil, b, func(c crime.PartnerCount) glance {
			placed := c.At != nil || c.Venue != "" || c.AreaCode != ""
			return glance{key: c.Key, month: month(c.From), placed: placed, precision: c.Precision, quality: c.Quality}
		})
	case ofSearches:
		return check(MappedSearches(s, "", m, zone, now), nil, b, func(s crime.Search) glance {
			return glance{key: s.Key, month: s.Month, placed: s.At != nil, precision: crime.InMonth}
		})
	case ofSites:
		return CheckSites(Sites(s, "", m), ground, b)
	}
	return Check(MappedOffences(s, "", m, zone, now), ground, b)
}

// CheckSites does the same with a file of sites.
func CheckSites(f *File[geo.Site], ground *Ground, b Bounds) (Report, error) {
	return check(f, ground, b, func(s geo.Site) glance {
		g := glance{placed: s.At != nil, quality: s.Quality, category: s.Category}
		for _, what := range []struct {
			name  string
			known bool
		}{{"opening hours", s.Opening != nil}, {"terminal hours", s.Terminal != nil}, {"capacity", s.Capacity != nil}} {
			if what.known {
				g.known = append(g.known, what.name)
			}
		}
		return g
	})
}

func check[T any](f *File[T], ground *Ground, b Bounds, of func(T) glance) (Report, error) {
	var r Report
	f.Hold(ground, b.misplaced(), true)
	f.Allow(1)
	precisions, quality, disposals, categories, known := counter{}, counter{}, counter{}, counter{}, counter{}
	keys := keys{}
	for row, err := range f.Rows() {
		if err != nil {
			return Report{}, err
		}
		g := of(row)
		if r.Accepted == 0 {
			r.From, r.To = g.month, g.month
		}
		r.Accepted++
		r.From, r.To = min(r.From, g.month), max(r.To, g.month)
		if !g.placed {
			r.Unplaced++
		}
		if keys.again(g.key) {
			r.Repeated++
		}
		precisions.add(string(g.precision), 0)
		disposals.add(g.disposal, 0)
		categories.add(g.category, 0)
		for _, q := range g.quality {
			quality.add(q, 0)
		}
		for _, k := range g.known {
			known.add(k, 0)
		}
	}
	r.Rejected = f.rejects.count
	r.Read = r.Accepted + r.Rejected
	r.Precisions, r.Quality, r.StrangeType, r.Disposals = precisions.most(), quality.most(), f.strange.most(), disposals.most()
	r.Categories, r.Known, r.Reasons = categories.most(), known.most(), f.rejects.reasons.most()
	r.Notes = f.Notes()
	if refused := f.rejects.check(int(f.rows.Load()), b.rejected()); refused != nil {
		r.Notes = append(r.Notes, "an import will refuse the file: "+refused.Error())
	}
	f.positions.allowed = b.Allow
	if f.positions.check() != nil { // how they are misplaced is said above
		r.Notes = append(r.Notes, fmt.Sprintf("more than %g%% of the positions are misplaced: an import will refuse the file unless it is allowed", 100*b.misplaced()))
	}
	return r, nil
}

// keys are what the rows of a file are known by: of each half its digest, so that a
// file of ten million rows takes no more memory than an import. Two of these are alike
// by chance once in 400,000 such files.
type keys map[uint64]struct{}

// again reports whether a row before was known by a key, if it is one.
func (k keys) again(key crime.Digest) bool {
	if key == (crime.Digest{}) {
		return false
	}
	half := binary.BigEndian.Uint64(key[:])
	_, known := k[half]
	k[half] = struct{}{}
	return known
}

type counter map[string]*Counted

// add counts a row; one that has nothing to say is not counted.
func (c counter) add(what string, line int) {
	if what == "" {
		return
	}
	if c[what] == nil {
		c[what] = &Counted{What: what, Line: line}
	}
	c[what].Rows++
}

// most returns what was counted, most first, fifty at the most.
func (c counter) most() []Counted {
	all := []Counted{}
	for _, one := range c {
		all = append(all, *one)
	}
	slices.SortFunc(all, func(a, b Counted) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.What, b.What))
	})
	return all[:min(len(all), 50)]
}
