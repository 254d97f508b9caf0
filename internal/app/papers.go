package app

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"beatplan/internal/fault"
	"beatplan/meeting"
	"beatplan/report"
)

const (
	mediaCSV      = "text/csv; charset=utf-8"
	mediaMarkdown = "text/markdown; charset=utf-8"
)

// A Paper is a report: a table, and a document to print.
type Paper interface {
	Table() meeting.Table
	Document() report.Document
}

// PaperEndings returns the endings of the files that a report can be written as.
func PaperEndings() []string {
	return slices.Sorted(slices.Values(append(slices.Collect(maps.Keys(briefForms())), "csv", "md")))
}

// WritePaper writes a report as a file of a form.
func WritePaper(p Paper, form string) (Export, error) {
	if form == "csv" {
		body, err := p.Table().CSV()
		return Export{mediaCSV, body}, err
	}
	if form == "md" {
		return Export{mediaMarkdown, []byte(p.Table().Markdown())}, nil
	}
	f, known := briefForms()[form]
	if !known {
		return Export{}, fault.New(fault.Invalid, "form %q: a report is written as %s", form, strings.Join(PaperEndings(), ", "))
	}
	body, err := f.write(p.Document())
	return Export{f.media, body}, err
}

// A ReportRequest asks for a report; each of the settings is for some alone.
type ReportRequest struct {
	Report   string
	Edition  string // police or public; empty: police
	Area     string
	From, To string // YYYY-MM-DD; of searches both are YYYY-MM, as is To of strands and the quarter
	Week     string
	Group    string
	Premises string // key
	Plan     string
	Template string // of the return; empty: the standard one
	On       string // YYYY-MM-DD
	Months   int    // that strands are counted in, against as many before; 0: twelve
}

// Reports returns the names of the reports that are written as files.
func Reports() []string {
	return []string{"chronology", "dashboard", "delivery", "households", "premises", "quarter", "return", "searches", "strands", "triage"}
}

// ReportFile writes a report as a file of a form.
func (a *App) ReportFile(ctx context.Context, r ReportRequest, form string) (Export, error) {
	p, err := a.paper(ctx, r)
	if err != nil {
		return Export{}, err
	}
	return WritePaper(p, form)
}

// paper makes a report in the edition that is asked for.
func (a *App) paper(ctx context.Context, r ReportRequest) (Paper, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	switch r.Report {
	case "strands":
		return edition[meeting.StrandTable](r)(a.StrandTable(ctx, r.Area, r.To, cmp.Or(r.Months, year)))
	case "quarter":
		return edition[meeting.Quarter](r)(a.Quarter(ctx, r.Area, r.To))
	case "triage":
		return edition[meeting.Triage](r)(a.Triage(ctx, r.Area, r.Week))
	case "return":
		return edition[meeting.FiledReturn](r)(a.Return(ctx, r.From, r.To, r.Template))
	case "premises":
		return a.Premises(ctx, r.Area, r.From, r.To, r.Group)
	case "chronology":
		return a.Chronology(ctx, r.Premises, r.From, r.To)
	case "searches":
		return a.Searches(ctx, r.Area, r.From, r.To)
	case "households":
		return a.Households(ctx, HouseholdRequest{Area: r.Area, On: r.On})
	case "delivery":
		return a.Delivery(ctx, r.Plan)
	}
	return a.ActionDashboard(ctx, r.On)
}

// edition returns a report as it is, or its public edition where that is asked for.
func edition[T interface {
	Paper
	Public() T
}](r ReportRequest) func(T, error) (Paper, error) {
	return func(t T, err error) (Paper, error) {
		if r.Edition == meeting.PublicEdition && err == nil {
			t = t.Public()
		}
		return t, err
	}
}

// check returns an error that names the setting that a report lacks.
func (r ReportRequest) check() error {
	needs, known := map[string][]string{
		"chronology": {"premises", "from", "to"}, "dashboard": {"on"}, "delivery": {"plan"}, "households": {"area", "on"}, "premises": {"area", "from", "to"},
		"quarter": {"to"}, "return": {"from", "to"}, "searches": {"area", "from", "to"}, "strands": {"area", "to"}, "triage": {"area", "week"},
	}[r.Report]
	if !known {
		return fault.New(fault.NotFound, "no report %q; there are %s", r.Report, strings.Join(Reports(), ", "))
	}
	given := map[string]string{"area": r.Area, "from": r.From, "to": r.To, "week": r.Week, "premises": r.Premises, "plan": r.Plan, "on": r.On}
	for _, name := range needs {
		if given[name] == "" {
			return fault.New(fault.Invalid, "%s: report %s needs it", name, r.Report)
		}
	}
	public := []string{"quarter", "return", "strands", "triage"}
	if r.Edition == meeting.PublicEdition && !slices.Contains(public, r.Report) {
		return fault.New(fault.Unprocessable, "edition: report %s is for police alone; those with a public edition are %s", r.Report, strings.Join(public, ", "))
	}
	return nil
}
