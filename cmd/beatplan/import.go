package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"beatplan/english"
	"beatplan/internal/app"
	"beatplan/internal/ingest"
	"beatplan/internal/ledger"
	"beatplan/internal/pglocal"
)

type importCommands struct {
	Offences      importOffences      `cmd:"" help:"Offences: CSV, plain or gzip, as data.police.uk publishes them or as a mapping says."`
	Check         importCheck         `cmd:"" help:"What would become of a file of offences, incidents, partner counts or sites, without loading it."`
	Incidents     importIncidents     `cmd:"" help:"Incidents: calls to the police, CSV laid out as a mapping says."`
	PartnerCounts importPartnerCounts `cmd:"" help:"Counts of partners by venue or area, CSV laid out as a mapping says."`
	Searches      importSearches      `cmd:"" help:"Stop and searches: CSV as data.police.uk publishes them or as a mapping says. Month, place, object and outcome are kept, and nothing about a person."`
	Areas         importAreas         `cmd:"" help:"Areas: polygons in WGS 84, GeoJSON or KML."`
	Sites         importSites         `cmd:"" help:"Sites: CSV laid out as a mapping says, GeoJSON or KML."`
	OSM           importOSM           `cmd:"" name:"osm" help:"Places, streets, waters and names of towns of an extract of OpenStreetMap: .osm.pbf."`
	People        importPeople        `cmd:"" help:"People: any CSV table by area code, such as a census count."`
	Powers        importPowers        `cmd:"" help:"Legal powers over areas: polygons in WGS 84, GeoJSON or KML."`
	Events        importEvents        `cmd:"" help:"Events: a CSV calendar, GOV.UK's bank holidays, or iCalendar."`
}

// importing is what every import is given.
type importing struct {
	Files   []string `arg:"" name:"file" help:"Files; all of them are loaded, or none."`
	Rejects string   `help:"Directory to write the rows to that cannot be parsed, also of a file that is refused (default: imports rejects has them)." placeholder:"DIR"`

	bounding
}

// bounding is what says when a file is refused as a whole.
type bounding struct {
	MaxMisplaced *float64 `help:"Share of a file's positions that may be outside every area, or otherwise of no use, before it is refused (default: 20, and never for fewer than 5)." placeholder:"PERCENT"`
	Allow        bool     `help:"Load what would be refused for its positions, or for areas of too many points."`

	MaxRejected *float64 `help:"Share of a file's rows that may be rejected before it is refused (default: it is refused when more than 10, and more than 100 rows, are rejected, or all of five or more)." placeholder:"PERCENT"`
}

// apply has a request say the same.
func (b bounding) apply(r *app.ImportRequest) {
	r.MaxRejected, r.MaxMisplaced, r.Allow = b.MaxRejected, b.MaxMisplaced, b.Allow
}

type importOffences struct {
	Mapping  string `help:"Mapping file of a records system's export (default: the street files of data.police.uk)." placeholder:"FILE"`
	Replaces bool   `help:"The files publish their months again: what they no longer have of these goes (default: where a file holds 80% of what is loaded)."`
	importing
}

// Run loads files of offences.
func (c importOffences) Run(ctx context.Context, g *globals, out *output) error {
	return c.mapped(ctx, g, out, app.ImportRequest{Kind: "offences", Replaces: c.Replaces}, c.Mapping)
}

type importCheck struct {
	Mapping  string `help:"Mapping file, or a mapping that comes with the program (default: the street files of data.police.uk)." placeholder:"NAME|FILE"`
	Replaces bool   `help:"Taken as the import takes it; nothing is compared with what is loaded."`
	siteFlags
	bounding
	File string `arg:"" help:"File of offences, or of what the mapping is for."`
}

// check reads the file, whose positions are held against a ground.
func (c importCheck) check(ground *ingest.Ground) (ingest.Report, error) {
	source, err := ingest.Path(c.File)
	if err != nil {
		return ingest.Report{}, usage{err}
	}
	r, err := c.request(c.Mapping)
	if err != nil {
		return ingest.Report{}, usage{err}
	}
	c.apply(&r)
	var mapping *ingest.Mapping
	switch {
	case c.Mapping != "":
		m, err := ingest.FindMapping(c.Mapping)
		if err != nil {
			return ingest.Report{}, err
		}
		mapping, r.Kind = &m, cmp.Or(string(m.Kind), "offences")
	case !r.DescribesSites():
		r.Kind = "offences"
	}
	return checkFile(source, r, mapping, ground)
}

// checkFile says what would become of a file that a mapping describes, given or known, or,
// without one, of street files of data.police.uk or of sites that say what they are.
func checkFile(source ingest.Input, r app.ImportRequest, mapping *ingest.Mapping, ground *ingest.Ground) (ingest.Report, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return ingest.Report{}, err
	}
	check := func(s ingest.Input) (ingest.Report, error) {
		return ingest.Check(ingest.Offences(s, "", ingest.NewMemory(zone), time.Now()), ground, bounds(r))
	}
	switch {
	case mapping != nil:
		check = func(s ingest.Input) (ingest.Report, error) {
			return ingest.CheckMapped(s, *mapping, zone, time.Now(), ground, bounds(r))
		}
	case r.Kind == "sites":
		check = func(s ingest.Input) (ingest.Report, error) {
			return ingest.CheckSites(ingest.SiteFeatures(s, "", siteProperties(r)), ground, bounds(r))
		}
	}
	files, err := ingest.MembersFor(source, r.Kind, r.Mapping != "")
	if err != nil {
		return ingest.Report{}, err
	}
	return ingest.CheckAll(files, check)
}

// Run reads a file and says what would become of it.
func (c importCheck) Run(ctx context.Context, g *globals, out *output) error {
	ground, err := g.ground(ctx)
	if err != nil {
		return err
	}
	report, err := c.check(ground)
	if err != nil {
		return err
	}
	return out.report(report, func(w io.Writer) {
		for _, f := range report.Files {
			fmt.Fprintf(w, "%s: %s, %d would be accepted, %d rejected\n", f.File, english.Count(float64(f.Read), "row"), f.Accepted, f.Rejected)
		}
		fmt.Fprintf(w, "%s: %d would be accepted, %d rejected\n", english.Count(float64(report.Read), "row"), report.Accepted, report.Rejected)
		if report.From != 0 {
			fmt.Fprintf(w, "from %s to %s\n", report.From, report.To)
		}
		if report.Accepted > 0 {
			fmt.Fprintf(w, "%d without a place\n", report.Unplaced)
		}
		if report.Repeated > 0 {
			fmt.Fprintln(w, repeats(report.Repeated, "")+"; all would be counted")
		}
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		counted := func(heading string, lines []ingest.Counted) {
			for _, l := range lines {
				fmt.Fprintf(t, "%s\t%d\t%s\n", heading, l.Rows, l.What)
			}
		}
		counted("time", report.Precisions)
		counted("doubtful", report.Quality)
		counted("no harm weight", report.StrangeType)
		counted("disposal", report.Disposals)
		counted("category", report.Categories)
		counted("known", report.Known)
		counted("rejected", report.Reasons)
		t.Flush()
		notes(w, report.Notes)
	})
}

// ground returns the areas that are loaded, for positions to be held against. Where
// there is no database yet there are none, and none is made.
func (g *globals) ground(ctx context.Context) (*ingest.Ground, error) {
	dir, err := g.dataDir()
	if err != nil {
		return nil, err
	}
	if g.DatabaseURL == "" && !pglocal.Exists(dir) {
		return nil, nil
	}
	s, err := g.open(ctx)
	if err != nil {
		return nil, err
	}
	defer s.close()
	areas, err := s.importer.Ground(ctx)
	return ingest.NewGround(areas), err
}

type importAreas struct {
	Kind         string `required:"" help:"force, command, district, beat, funded, ward or lsoa." placeholder:"KIND"`
	IDProperty   string `name:"id-property" help:"Property that holds the code (default: guessed)." placeholder:"NAME"`
	NameProperty string `help:"Property that holds the name (default: guessed)." placeholder:"NAME"`
	repairing
	importing
}

// repairing is what imports of polygons are given.
type repairing struct {
	Repair bool `help:"Repair polygons that are not valid, such as one whose border crosses itself, and say what changed (default: they are refused)."`
}

// Run loads files of areas.
func (c importAreas) Run(ctx context.Context, g *globals, out *output) error {
	return c.run(ctx, g, out, app.ImportRequest{Kind: "areas", AreaKind: c.Kind, Repair: c.Repair, IDProperty: c.IDProperty, NameProperty: c.NameProperty})
}

// siteFlags say what the sites of a file without a mapping are.
type siteFlags struct {
	Category   string   `help:"Category of all sites, such as taxi-rank (default: their property category)." placeholder:"NAME"`
	Source     string   `help:"Whose list it is: a later file of it updates its sites (default: the file's name)." placeholder:"NAME"`
	IDProperty string   `name:"id-property" help:"Property that tells a site from every other (default: guessed; or name and position)." placeholder:"NAME"`
	NameProp   string   `name:"name-property" help:"Property that holds the name (default: guessed)." placeholder:"NAME"`
	Drop       []string `help:"Properties that look personal and are not to be read." placeholder:"NAME"`
}

// request returns what the flags and a mapping, if there is one, ask for.
func (f siteFlags) request(mapping string) (app.ImportRequest, error) {
	r := app.ImportRequest{
		Kind: "sites", Category: f.Category, Source: f.Source, IDProperty: f.IDProperty, NameProperty: f.NameProp, Drop: f.Drop,
	}
	switch {
	case slices.Contains(ingest.KnownMappings(), mapping):
		r.Layout = mapping
	case mapping != "":
		var err error
		r.MappingName = mapping
		if r.Mapping, err = ingest.MappingText(mapping); err != nil {
			return r, err
		}
	}
	return r, r.Check()
}

type importSites struct {
	Mapping  string `help:"Mapping file, or a mapping that comes with the program: fhrs, naptan or rail. GeoJSON and KML may do without." placeholder:"NAME|FILE"`
	Replaces bool   `help:"The files are together all that their source has of their categories: its other sites of these go (default: what a file no longer has of a list of which it holds 80%, or all but one of three or more)."`
	siteFlags
	importing
}

// Run loads files of sites.
func (c importSites) Run(ctx context.Context, g *globals, out *output) error {
	r, err := c.request(c.Mapping)
	if err != nil {
		return usage{err}
	}
	r.Replaces = c.Replaces
	return c.run(ctx, g, out, r)
}

// mapped loads the files of a command that a mapping file describes, or where it
// names none, that the program knows.
func (c importing) mapped(ctx context.Context, g *globals, out *output, r app.ImportRequest, mapping string) error {
	r.MappingName = mapping
	if mapping != "" {
		var err error
		if r.Mapping, err = ingest.MappingText(mapping); err != nil {
			return usage{err}
		}
	}
	return c.run(ctx, g, out, r)
}

// run loads the files of a command. Whether they can be is found out as far as
// possible before the database is opened.
func (c importing) run(ctx context.Context, g *globals, out *output, r app.ImportRequest) error {
	c.apply(&r)
	files, err := newBatch(r, c.Rejects)
	if err != nil {
		return usage{err}
	}
	for _, path := range c.Files {
		source, err := ingest.Path(path)
		if err != nil {
			return usage{err}
		}
		if err := files.add(source); err != nil {
			return err
		}
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	end := watch(out.stderr, []batch{files})
	imports, err := s.take(ctx, files, s.importer)
	end()
	if err != nil {
		return s.cluster.Explain(err)
	}
	doubts, err := doubtfulSites(ctx, s.ledger, imports)
	if err != nil {
		return err
	}
	return reportImports(out, imports, doubts)
}

// doubtfulSites says how many of the sites of imports are doubtful, by why: they take no
// part in some of what comes later.
func doubtfulSites(ctx context.Context, ledger *app.Ledger, imports []app.Import) (map[string]int, error) {
	doubts := map[string]int{}
	for _, i := range imports {
		if i.Kind != "sites" {
			continue
		}
		_, standing, err := ledger.Import(ctx, i.ID)
		if err != nil {
			return nil, err
		}
		for doubt, n := range standing.Doubts {
			doubts[doubt] += n
		}
	}
	return doubts, nil
}

// mended names what was mended of an import, a dozen at the most.
func mended(i app.Import) string {
	const most = 12
	names := slices.Clone(i.Mended[:min(most, len(i.Mended))])
	if more := len(i.Mended) - most; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}

func reportImports(out *output, imports []app.Import, doubts map[string]int) error {
	total := app.Total(imports)
	figures := struct {
		ledger.Figures
		Imports []app.Import   `json:"imports"`
		Doubts  map[string]int `json:"doubts,omitempty"` // of sites
	}{total, imports, doubts}
	return out.report(figures, func(w io.Writer) {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(t, "read\tnew\tupdated\tunchanged\trejected\t")
		several := slices.ContainsFunc(imports, func(i app.Import) bool { return i.Kind != imports[0].Kind })
		for _, i := range imports {
			name := i.Filename
			if several {
				name = i.Kind + " of " + name
			}
			fmt.Fprintf(t, "%d\t%d\t%d\t%d\t%d\t  %s\n", i.Read, i.New, i.Updated, i.Unchanged, i.Rejected, name)
		}
		if len(imports) > 1 {
			fmt.Fprintf(t, "%d\t%d\t%d\t%d\t%d\t  in all\n", total.Read, total.New, total.Updated, total.Unchanged, total.Rejected)
		}
		t.Flush()
		for _, i := range imports {
			switch {
			case i.Read == 0 && several:
				fmt.Fprintf(w, "note: %s has no %s\n", i.Filename, i.Kind)
			case i.Read == 0:
				fmt.Fprintln(w, "note: "+i.Filename+" has no rows")
			}
			if len(i.Mended) > 0 {
				fmt.Fprintln(w, "note: polygons were repaired, so look at what they enclose: "+mended(i))
			}
			if i.Repeated > 0 {
				fmt.Fprintf(w, "note: %s\n", repeats(i.Repeated, " of "+i.Filename)+"; all are counted")
			}
			notes(w, i.Notes)
			for _, note := range republished(i) {
				fmt.Fprintln(w, "note: "+note)
			}
			switch {
			case i.RejectsFile != "":
				fmt.Fprintln(w, "rejected rows, with reasons: "+i.RejectsFile)
			case i.Kept[ledger.Rejects] > 0:
				fmt.Fprintf(w, "rejected rows, with reasons: beatplan imports rejects %s\n", i.ID)
			}
		}
		for _, doubt := range slices.Sorted(maps.Keys(doubts)) {
			fmt.Fprintf(w, "note: sites kept though doubtful, %s: %d\n", doubt, doubts[doubt])
		}
	})
}

// republished says what an import published again, which of the references that were known
// have moved, and what another system holds as well.
func republished(i app.Import) (notes []string) {
	if len(i.Republished) > 0 && i.Updated+i.New+i.Dropped > 0 {
		notes = append(notes, fmt.Sprintf("%s publishes again %s: %s replaced, %d added, %d gone (imports delete %s brings them back)",
			i.Filename, strings.Join(i.Republished, ", "), english.Count(float64(i.Updated), "row"), i.New, i.Dropped, i.ID))
	}
	if i.Staying > 0 {
		note := fmt.Sprintf("%s has some of a list that is loaded and lacks %s of it, kept", i.Filename, english.Count(float64(i.Staying), "site"))
		if i.Lists == 1 {
			note += ": to take ALL other sites of this source and these categories away, load every file of it together with --replaces (replaces)"
		}
		notes = append(notes, note)
	}
	if m := i.Moved; m != nil {
		for _, moved := range []struct {
			n    int
			what string
		}{{m.MonthAndPlace, "month and place"}, {m.Month, "month, by about a year or more"}, {m.Place, "place, by 2 km or more"}} {
			if moved.n > 0 {
				notes = append(notes, fmt.Sprintf("%d of %d known references changed %s: where numbers start again each year, name the year as well (reference: [Number, Year]); imports delete %s brings back what they stood for",
					moved.n, m.Known, moved.what, i.ID))
			}
		}
	}
	for _, o := range i.Overlaps {
		in := ""
		if len(o.Districts) > 0 {
			in = " of " + strings.Join(o.Districts, ", ")
		}
		notes = append(notes, fmt.Sprintf("two sources, %s and %s, hold %s%s: answers count %s and leave out %s of %s",
			o.Counted, o.LeftOut, o.Months, in, o.Counted, english.Count(float64(o.Offences), "row"), o.LeftOut))
	}
	return notes
}

// repeats says how many rows have the reference of an earlier one, or all that it has.
func repeats(rows int, of string) string {
	verb := "repeat"
	if rows == 1 {
		verb = "repeats"
	}
	return fmt.Sprintf("%s%s %s an earlier row", english.Count(float64(rows), "row"), of, verb)
}
