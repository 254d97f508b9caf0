package meeting

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/report"
)

// StandardTemplate is the template of a return for which none is named.
const StandardTemplate = "standard"

// A ReturnTemplate is the form in which somebody, such as a funder, is sent the return: which
// columns, in which order and under which headings. Columns that are no figures tell the
// rows apart: month and agency make one row for each agency in each month.
type ReturnTemplate struct {
	Name    string         `json:"name"`
	Version int            `json:"version"`
	Title   string         `json:"title"`
	Columns []ReturnColumn `json:"columns"`
}

// A ReturnColumn is a column of a return under a heading.
type ReturnColumn struct {
	Of      string `json:"of"`
	Heading string `json:"heading"` // empty: the column's own name
}

// head is what stands over the column.
func (c ReturnColumn) head() string { return cmp.Or(c.Heading, c.Of) }

// DefaultReturnTemplates returns those that everybody has, by name.
func DefaultReturnTemplates() []ReturnTemplate {
	return []ReturnTemplate{
		withOutputs("by-month", "Return by month and area", "month", "area", "agency", "funding", "person-hours", "patrols", "lost-hours", "lost-to"),
		standardTemplate(),
	}
}

func standardTemplate() ReturnTemplate {
	return withOutputs(StandardTemplate, "Return", "agency", "funding", "person-hours", "patrols")
}

// withOutputs returns a first version whose last columns are the outputs.
func withOutputs(name, title string, columns ...string) ReturnTemplate {
	t := ReturnTemplate{Name: name, Version: 1, Title: title}
	for _, of := range append(columns, Outputs()...) {
		t.Columns = append(t.Columns, ReturnColumn{Of: of})
	}
	return t
}

// A ReportedVisit is a visit with what is known of where and when it was.
type ReportedVisit struct {
	Visit
	Day  time.Time // local, on which it began
	Area string    // for which its plan was made; empty: it is of no plan
	Spot string    // as its plan calls the place; empty: as the visit does
}

// returnKeys returns what a visit has in a column that is no figure.
func returnKeys() map[string]func(ReportedVisit) string {
	return map[string]func(ReportedVisit) string{
		"day": func(v ReportedVisit) string { return v.Day.Format(time.DateOnly) },
		"week": func(v ReportedVisit) string { // by its Monday
			return v.Day.AddDate(0, 0, -(int(v.Day.Weekday())+6)%7).Format(time.DateOnly)
		},
		"month":   func(v ReportedVisit) string { return v.Day.Format("2006-01") },
		"agency":  func(v ReportedVisit) string { return v.Agency },
		"funding": func(v ReportedVisit) string { return v.Funding },
		"unit":    func(v ReportedVisit) string { return v.Unit },
		"area":    func(v ReportedVisit) string { return cmp.Or(v.Area, "no plan") },
		"place":   func(v ReportedVisit) string { return cmp.Or(v.Spot, v.Place) },
		"activity": func(v ReportedVisit) string {
			if v.Lost != "" {
				return "lost to " + v.Lost
			}
			return "patrol"
		},
	}
}

// returnFigures returns what some visits add up to in a column.
func returnFigures() map[string]func(Return) string {
	figures := map[string]func(Return) string{
		"person-hours": func(r Return) string { return fmt.Sprintf("%.1f", r.All.Hours) },
		"patrols":      func(r Return) string { return r.All.PatrolWords() },
		"lost-hours": func(r Return) string {
			minutes := 0
			for _, l := range r.Lost {
				minutes += l.minutes
			}
			return fmt.Sprintf("%.1f", float64(minutes)/60)
		},
		"lost-to": func(r Return) string {
			var reasons []string
			for _, l := range r.Lost {
				reasons = append(reasons, fmt.Sprintf("%s %.1f", l.Why, l.Hours))
			}
			return strings.Join(reasons, ", ")
		},
	}
	for _, name := range Outputs() {
		figures[name] = func(r Return) string { return fmt.Sprint(r.All.Outputs[name]) }
	}
	return figures
}

// returnColumns returns the columns that there are: those that tell rows apart, and figures.
func returnColumns() []string {
	return append([]string{"day", "week", "month", "agency", "funding", "unit", "area", "place", "activity", "person-hours", "patrols", "lost-hours", "lost-to"}, Outputs()...)
}

// Validate returns an error that begins with the field that is wrong and ends with what
// would do.
func (t ReturnTemplate) Validate() error {
	switch {
	case !crime.IsName(t.Name):
		return fmt.Errorf("name %q: 1 to 40 lower-case letters, digits and hyphens", t.Name)
	case t.Title == "":
		return errors.New("title: say what the return is called")
	}
	for i, c := range t.Columns {
		if !slices.Contains(returnColumns(), c.Of) {
			return fmt.Errorf("columns/%d/of: no column %q; %s", i, c.Of, english.ThereAre(returnColumns()))
		}
		if slices.ContainsFunc(t.Columns[:i], func(o ReturnColumn) bool { return o.Of == c.Of }) {
			return fmt.Errorf("columns/%d/of: %s is there already: name it once", i, c.Of)
		}
		if slices.ContainsFunc(t.Columns[:i], func(o ReturnColumn) bool { return o.head() == c.head() }) {
			return fmt.Errorf("columns/%d/heading: a column is headed %s already: give this one another heading", i, c.head())
		}
	}
	if !slices.ContainsFunc(t.Columns, func(c ReturnColumn) bool { return returnKeys()[c.Of] == nil }) {
		return errors.New("columns: none is a figure: add person-hours, patrols, lost-hours or an output")
	}
	return nil
}

// Asks reports whether any of some columns is in the template.
func (t ReturnTemplate) Asks(columns ...string) bool {
	return slices.ContainsFunc(t.Columns, func(c ReturnColumn) bool { return slices.Contains(columns, c.Of) })
}

// A FiledReturn is a return in the form of a template.
type FiledReturn struct {
	Return
	Template ReturnTemplate `json:"template"`
	Rows     [][]string     `json:"rows"` // a cell for each column; the last row is of all

	public bool
}

// FileReturn lays visits out in the form of a template. Time lost has rows where the
// template asks for it.
func FileReturn(t ReturnTemplate, from, to string, visits []ReportedVisit) FiledReturn {
	keys, withLost := returnKeys(), t.Asks("lost-hours", "lost-to", "activity")
	all := make([]Visit, len(visits))
	groups, names := map[string][]Visit{}, map[string][]string{}
	for i, v := range visits {
		all[i] = v.Visit
		if v.Lost != "" && !withLost {
			continue
		}
		var name []string
		for _, c := range t.Columns {
			if key := keys[c.Of]; key != nil {
				name = append(name, key(v))
			}
		}
		if len(name) == 0 {
			continue // there is the row of all
		}
		k := strings.Join(name, "\x00")
		groups[k], names[k] = append(groups[k], v.Visit), name
	}
	f := FiledReturn{Return: ReturnOf(from, to, all), Template: t, Rows: [][]string{}}
	for _, k := range slices.SortedFunc(maps.Keys(groups), func(x, y string) int { return slices.Compare(names[x], names[y]) }) {
		f.Rows = append(f.Rows, t.row(names[k], ReturnOf(from, to, groups[k])))
	}
	f.Rows = append(f.Rows, t.row([]string{"all"}, f.Return))
	return f
}

// Table lays the return out by agency and funding, as the standard template does.
func (r Return) Table() Table {
	t := standardTemplate()
	f := FiledReturn{Return: r, Template: t}
	for _, l := range r.Lines {
		f.Rows = append(f.Rows, t.row([]string{l.Agency, l.Funding}, Return{All: l}))
	}
	f.Rows = append(f.Rows, t.row([]string{"all"}, r))
	return f.Table()
}

// row lays some visits out: what tells them from others, as far as it goes, and figures.
func (t ReturnTemplate) row(name []string, r Return) []string {
	keys, figures := returnKeys(), returnFigures()
	row := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		switch {
		case keys[c.Of] == nil:
			row[i] = figures[c.Of](r)
		case len(name) > 0:
			row[i], name = name[0], name[1:]
		}
	}
	return row
}

// Public returns the return without agencies, the rows behind it, lost time and counts
// under five.
func (f FiledReturn) Public() FiledReturn {
	f.Return = f.Return.Public()
	row := f.Template.row([]string{"all"}, f.Return)
	for i, c := range f.Template.Columns {
		_, known := f.All.Outputs[c.Of]
		switch {
		case slices.Contains(Outputs(), c.Of) && !known:
			row[i] = fmt.Sprint("under ", Small)
		case c.Of == "lost-hours":
			row[i] = ""
		}
	}
	f.Rows, f.public = [][]string{row}, true
	return f
}

// withholds reports whether the public edition leaves a column out.
func (f FiledReturn) withholds(column int) bool { return f.public && f.Rows[0][column] == "" }

// Table lays the return out.
func (f FiledReturn) Table() Table {
	t := Table{Title: fmt.Sprintf("%s, %s to %s", f.Template.Title, f.From, f.To), Rows: f.Rows}
	for _, c := range f.Template.Columns {
		t.Header = append(t.Header, c.head())
	}
	for _, l := range f.Lost {
		t.Notes = append(t.Notes, fmt.Sprintf("lost to %s: %d minutes, %.1f person-hours", l.Why, l.Minutes, l.Hours))
	}
	if withheld := t.headings(f.withholds); withheld != "" {
		t.Notes = append(t.Notes, "left out of the public edition: "+withheld)
	}
	return t
}

// Document lays the return out to print, without columns that have nothing in any row.
func (f FiledReturn) Document() report.Document {
	t := f.Table()
	if empty := t.headings(func(c int) bool { return !t.keeps(c) && !f.withholds(c) }); empty != "" {
		t.Notes = append(t.Notes, "nothing is reported of "+empty)
	}
	marking := sensitive
	if f.public {
		marking = official
	}
	t = t.filled()
	const wide, few = 10, 3 // columns and rows
	if len(t.Header) > wide && len(t.Rows) <= few {
		t = t.turned()
	}
	return paper("return", marking, f.Template.Title, f.To, []string{DayOf(f.From) + " to " + DayOf(f.To)}, t.Notes, t.printed())
}
