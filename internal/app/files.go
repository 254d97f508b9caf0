package app

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/report"
	"beatplan/report/docx"
	"beatplan/report/handset"
	"beatplan/report/html"
	"beatplan/report/pdf"
	"beatplan/report/sheet"
	"beatplan/roads"
)

// Grounds is what lies around the places of a sheet.
type Grounds interface {
	Streets(ctx context.Context, b orb.Bound) ([]roads.Street, error)
	StreetNames(ctx context.Context, positions []orb.Point, metres float64) ([]string, error)
	PowersAt(ctx context.Context, from, to time.Time, b orb.Bound) ([]geo.Power, error)
}

// An Export is what a result is exported as.
type Export struct {
	Media string
	Body  []byte
}

// A form is one kind of file: it is written from the document of a result alone and
// from what lies around its places, so that old results can be exported too.
type form struct {
	media    string
	write    func(ctx context.Context, a *App, document []byte) ([]byte, error)
	partners func(ctx context.Context, a *App, document []byte) ([]byte, error) // nil: it has no partner edition
}

const (
	mediaPDF  = "application/pdf"
	mediaHTML = "text/html; charset=utf-8"
	mediaGPX  = "application/gpx+xml"
	mediaMD   = "text/markdown; charset=utf-8"
	mediaDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

// planForms are the forms of a plan, by the ending of the file's name.
func planForms() map[string]form {
	partners := func(p sheet.Plan, g sheet.Ground) report.Document { return sheet.Plans(p.ForPartners(), g) }
	asItIs := form{media: "application/geo+json", write: func(_ context.Context, _ *App, document []byte) ([]byte, error) { return document, nil }}
	return map[string]form{
		"geojson": asItIs, "json": asItIs,
		"pdf":  {mediaPDF, planSheets(sheet.Plans, pdf.Write), planSheets(partners, pdf.Write)},
		"html": {mediaHTML, planPage, planSheets(partners, html.Write)},
		"gpx":  {media: mediaGPX, write: planRoutes(handset.GPX)},
		"ics":  {media: "text/calendar; charset=utf-8", write: planRoutes(handset.Calendar)},
		"csv":  {media: "text/csv; charset=utf-8", write: planRoutes(handset.CSV)},
		"docx": {media: mediaDOCX, write: planSheets(sheet.Order, func(d report.Document) ([]byte, error) { return docx.Write(d, nil) })},
	}
}

// PlanEndings returns the endings of the files that a plan can be exported as.
func PlanEndings() []string { return slices.Sorted(maps.Keys(planForms())) }

// PlanFile exports a plan that was kept: the ending of the file's name says how. The
// edition is police, which it is where none is given, or partner.
func (a *App) PlanFile(ctx context.Context, id, ending, edition string) (Export, error) {
	f, known := planForms()[ending]
	switch {
	case !known:
		return Export{}, fault.New(fault.Invalid, "form %q: a plan is exported as %s", ending, strings.Join(PlanEndings(), ", "))
	case edition == string(sheet.Partner) && f.partners == nil:
		return Export{}, fault.New(fault.Invalid, "edition: a plan has a partner edition as pdf or html, not as %s", ending)
	case edition == string(sheet.Partner):
		f.write = f.partners
	case edition != "" && edition != string(sheet.Police):
		return Export{}, fault.New(fault.Invalid, "edition %q: it is police or partner", edition)
	}
	document, err := a.Document(ctx, result.Plan, id)
	if err != nil {
		return Export{}, err
	}
	body, err := f.write(ctx, a, document)
	return Export{f.media, body}, err
}

// PlanOrder writes a plan that was kept as an operation order in a Word file of somebody's
// own: its styles, paper, headers and footers stay.
func (a *App) PlanOrder(ctx context.Context, id string, template []byte) (Export, error) {
	document, err := a.Document(ctx, result.Plan, id)
	if err != nil {
		return Export{}, err
	}
	body, err := planSheets(sheet.Order, func(d report.Document) ([]byte, error) { return docx.Write(d, template) })(ctx, a, document)
	return Export{mediaDOCX, body}, err
}

// planRoutes returns what writes the routes of a plan.
func planRoutes(write func(sheet.Plan) ([]byte, error)) func(context.Context, *App, []byte) ([]byte, error) {
	return func(_ context.Context, a *App, document []byte) ([]byte, error) {
		p, err := sheet.ReadPlan(document, a.zone)
		if err != nil {
			return nil, fault.New(fault.Unprocessable, "%w", err)
		}
		return write(p)
	}
}

// planSheets returns what writes the sheets of a plan.
func planSheets(sheets func(sheet.Plan, sheet.Ground) report.Document, write func(report.Document) ([]byte, error)) func(context.Context, *App, []byte) ([]byte, error) {
	return func(ctx context.Context, a *App, document []byte) ([]byte, error) {
		p, err := sheet.ReadPlan(document, a.zone)
		if err != nil {
			return nil, fault.New(fault.Unprocessable, "%w", err)
		}
		b := &p.Basis
		if b.Operation, b.Group, err = a.inWords(ctx, pinned{b.Operation, b.OperationVersion}, pinned{b.Group, b.GroupVersion}); err != nil {
			return nil, err
		}
		ground, err := a.ground(ctx, p.Bound(), p.Start, p.End)
		if err != nil {
			return nil, err
		}
		if ground.Delivered, err = a.delivered(ctx, p); err != nil {
			return nil, err
		}
		body, err := write(sheets(p, ground))
		if err != nil {
			return nil, fault.New(fault.Unprocessable, "plan %s: %w", p.ID, err)
		}
		return body, nil
	}
}

// inWords returns what people call an operation, and what they mean by a group of offences, in
// the versions that a result was made by: pages do not print the short names by which programs
// know them. Retired ones are named too.
func (a *App) inWords(ctx context.Context, operation, group pinned) (title, definition string, err error) {
	title, definition = operation.name, group.name
	o, known, err := operations().version(ctx, a.store, operation)
	if err != nil {
		return title, definition, err
	}
	if known {
		title = o.Title
	}
	g, known, err := groups().version(ctx, a.store, group)
	if known {
		definition = strings.TrimSuffix(g.Definition, ".")
	}
	return title, definition, err
}

// planPage writes the sheets of a plan as one page for a car without a network: its routes
// are in it, as GPX.
func planPage(ctx context.Context, a *App, document []byte) ([]byte, error) {
	p, err := sheet.ReadPlan(document, a.zone)
	if err != nil {
		return nil, fault.New(fault.Unprocessable, "%w", err)
	}
	routes, err := handset.GPX(p)
	if err != nil {
		return nil, err
	}
	return planSheets(sheet.Plans, func(d report.Document) ([]byte, error) {
		d.Files = []report.File{{Label: "GPX", Name: p.ID + ".gpx", Media: mediaGPX, Body: routes}}
		return html.Write(d)
	})(ctx, a, document)
}

// delivered returns what became of a plan and of the one before, where something is logged.
func (a *App) delivered(ctx context.Context, p sheet.Plan) ([]sheet.Delivered, error) {
	plans := []sheet.Delivered{{Date: p.Start.Format(time.DateOnly)}}
	ids := []string{p.ID}
	if last := p.Basis.Last; last != nil {
		plans, ids = append(plans, sheet.Delivered{Date: last.Date}), append(ids, last.ID)
	}
	var all []sheet.Delivered
	for i, of := range plans {
		d, err := a.Delivery(ctx, ids[i])
		if err != nil {
			return nil, err
		}
		if *d.Return.All.Patrols == 0 && len(d.Return.Lost) == 0 {
			continue
		}
		of.Planned, of.Made = d.Planned, d.Delivered
		for _, l := range d.Return.Lost {
			of.Lost = append(of.Lost, sheet.Lost{Why: l.Why, Hours: l.Hours})
		}
		all = append(all, of)
	}
	return all, nil
}

const (
	// aroundSheet is how far beyond its places the map of a sheet may reach, in metres.
	aroundSheet = 400
	// lastWeek is how long before a sheet's hours an order may have ended and still be
	// listed as expired.
	lastWeek = 7 * 24 * time.Hour
)

// ground reads what lies in a bound and around it.
func (a *App) ground(ctx context.Context, b orb.Bound, from, to time.Time) (sheet.Ground, error) {
	g := sheet.Ground{}
	if b.IsEmpty() {
		return g, nil
	}
	around := orbgeo.BoundPad(b, aroundSheet)
	streets, err := a.store.Streets(ctx, around)
	if err != nil {
		return g, err
	}
	for _, s := range streets {
		g.Streets = append(g.Streets, sheet.Street{Line: s.Line, Name: s.Name, Class: s.Class})
	}
	const leastWater = 1000 // square metres
	water, err := a.store.Water(ctx, around, leastWater)
	if err != nil {
		return g, err
	}
	for _, w := range water {
		if shape, inland := w.Shape.(orb.MultiPolygon); inland { // a coast has no extent
			g.Water = append(g.Water, shape)
		}
	}
	if g.Powers, err = a.powersAt(ctx, from.Add(-lastWeek), to, b); err != nil {
		return g, err
	}
	contacts, err := a.Contacts(ctx)
	for _, c := range contacts {
		g.Contacts = append(g.Contacts, sheet.Contact{For: c.For, Who: c.Who, PoliceOnly: c.PoliceOnly})
	}
	return g, err
}
