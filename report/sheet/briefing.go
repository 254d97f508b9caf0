package sheet

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/report"
)

// A Briefing is what is known of one focus area.
type Briefing struct {
	Set       string // id of its set
	Version   int    // of the set; 0: not said
	Operation string // as people call it
	Group     string // what is counted, in words
	From, To  string // months that were counted
	CutOff    string // last day that the data tell of; empty: not said
	District  string
	Invented  bool
	Decision  Decision
	Day       time.Time // that it is printed for, local midnight

	Zone      string // id in its set: Z-01
	Name      string
	Tier      string
	TierWhy   string // why people changed it; empty: they did not
	Outline   orb.Geometry
	Cells     []Cell
	Count     int     // offences recorded
	Harm      float64 // days of imprisonment
	Share     float64 // of the district's harm, 0 to 1
	AreaShare float64 // of the district's land, 0 to 1
	Hectares  float64
	Across    float64  // metres
	Hot       int      // months that were hot
	Months    int      // of so many
	ASB       int      // incidents
	Lately    string   // whether offences rise or fall beside the rest of the district, in words; empty: not said
	Largest   string   // the point with most of them, with its share; empty: not said
	Uncounted int      // offences at places that never count
	Unflagged []string // flags that the group leaves out and no offence has
	Types     []Figure // offences by type, most first

	Week  *Week      // when; nil: hours unknown
	Trend *Trend     // against the same months a year before; nil: not loaded
	Near  []Premises // premises inside, those that matter most first
	Never []string   // names of homes and places of health near, which no partner edition prints

	Actions      []Action
	Intelligence []Item
}

// A Cell is one of the area's.
type Cell struct {
	Outline orb.MultiPolygon
	Count   float64
	Harm    float64
}

// A Figure is a number of something.
type Figure struct {
	Name  string
	Count float64
}

// A Trend is a count against the one of a year before.
type Trend struct {
	Verdict string // lower, comparable, above, or too few to tell
	Before  int
	Now     int
	Percent string // +27%
	With    string // months of the year before
}

// A Premises is one of the premises of an area.
type Premises struct {
	Name     string
	Category string
	At       orb.Point
	Shuts    string // on the busiest night; empty: not known
}

// An Action is one of a 4P plan.
type Action struct {
	FourP   string
	Does    string
	Agency  string // that leads
	Owner   string // who in it; not in a partner edition
	Due     string
	Status  string // not started, in progress, at risk, completed
	Overdue bool   // on the day of the briefing
}

// An Item is an intelligence item that speaks of an area.
type Item struct {
	Text  string
	Grade string // with its handling code: 2-B-P
	Until string
	Came  string // what was recorded since; empty: not known
}

// Brief returns the briefing on a focus area: one page.
func Brief(b Briefing, g Ground, e Edition) report.Document {
	if e == Partner {
		b, g = b.forPartners(), g.forPartners()
	}
	from, to := b.Day, b.Day.AddDate(0, 0, 3)
	powers := usable(g.Powers, from, to, constables)
	accent, tag := tierOf(b.Tier)
	page := report.Page{
		ID: "zone-" + slug(b.Zone), OneSheet: true,
		Head: report.Head{
			Title: b.Name, Tag: tag, Accent: accent,
			Lines: b.lines(e),
			Right: []report.Text{report.Plain("For ").And(report.Bold(b.Day.Format("2 January 2006"))), report.Plain(b.set()), report.Plain("Area " + b.Zone + " · " + b.Decision.Words())},
		},
		Blocks: []report.Block{report.Paragraph{Style: report.Lead, Text: report.Plain(b.why())}},
		Foot:   report.Foot{Left: b.rests(g, e), Right: strings.TrimSpace(invented(b.Invented))},
	}
	add := func(blocks ...report.Block) { page.Blocks = append(page.Blocks, blocks...) }
	add(report.Columns{Share: 0.61, Left: []report.Block{b.picture(g, powers, e)}, Right: b.facts(e)})
	add(b.when(e)...)
	if e == Partner {
		add(b.night()...)
	}
	add(report.Paragraph{Style: report.Aside, Text: report.Bold("On the night. ").And(report.Plain(b.onTheNight(e)))})
	add(b.actions()...)
	contacts := []report.Block{report.Heading{Text: "Contacts, by role"}, contacts(g.Contacts)}
	if e == Partner {
		add(report.Columns{Left: b.asked(), Right: contacts})
	} else {
		left := []report.Block{report.Heading{Text: "Powers in force", Note: from.Format("2 January") + to.AddDate(0, 0, -1).Format(" to 2 January")}}
		const most = 3
		for _, p := range powers[:min(most, len(powers))] {
			left = append(left, card(p, b.Day.Location(), true))
		}
		line := strings.Replace(GroundsLine, "Anywhere else", "Otherwise", 1)
		if len(powers) == 0 {
			line = strings.Replace(GroundsLine, "Anywhere else: being", "None is loaded for this area. Being", 1)
		}
		left = append(left, report.Paragraph{Style: report.Banner, Text: report.Bold(line)})
		add(report.Columns{Left: left, Right: append(contacts, b.intelligence()...)})
	}
	return report.Document{Title: b.Name + ", " + string(e) + " edition", Marking: e.marking(), Date: b.Day, Pages: []report.Page{page}}
}

// lines say what the briefing is, and how old its data are.
func (b Briefing) lines(e Edition) []string {
	lines := []string{fmt.Sprintf("%s focus area, %s · %s edition", b.Operation, b.District, english.UpperFirst(string(e)))}
	if b.CutOff != "" {
		lines = append(lines, "Offences to "+english.Aged(b.CutOff, b.Day))
	}
	return lines
}

// set names the set that the area is of.
func (b Briefing) set() string {
	if b.Version == 0 {
		return "Set " + b.Set
	}
	return fmt.Sprintf("Set %s, version %d", b.Set, b.Version)
}

func tierOf(tier string) (report.Colour, string) {
	switch tier {
	case "primary":
		return report.Primary, "Primary"
	case "secondary":
		return report.Secondary, "Secondary"
	case "tertiary":
		return report.Tertiary, "Tertiary"
	}
	return report.Ink, ""
}

// why says in a sentence why the area is one.
func (b Briefing) why() string {
	if b.Count < fewest {
		return fmt.Sprintf("%s is a focus area of %s.", b.Name, b.District)
	}
	said := fmt.Sprintf("%s of the harm of this kind in %s is on %s of its land here", percent(b.Share), b.District, percent(b.AreaShare))
	if venues := b.venues(); len(venues) > 0 {
		said += ", around " + english.And(venues)
	}
	if b.Months > 0 && b.Hot == b.Months && b.Months > 1 {
		said += fmt.Sprintf(", in every one of %d months", b.Months)
	} else if b.Months > 0 {
		said += fmt.Sprintf(", in %d of %s", b.Hot, english.Count(float64(b.Months), "month"))
	}
	if b.Week != nil {
		if bands := b.Week.bands(); len(bands) > 0 && len(bands) <= 3 {
			said += "; half of it falls " + english.And(bands)
		}
	}
	return said + "."
}

// venues counts the premises by what they are: a register of food premises does not say
// which of them are licensed.
func (b Briefing) venues() (all []string) {
	for _, kind := range nightly() {
		n := 0
		for _, p := range b.Near {
			if p.Category == kind {
				n++
			}
		}
		if n > 0 {
			all = append(all, english.Some(n, english.Category(kind)))
		}
	}
	return all
}

func percent(share float64) string {
	switch p := 100 * share; {
	case p >= 10:
		return fmt.Sprintf("%.0f%%", p)
	case p >= 1:
		return fmt.Sprintf("%.1f%%", p)
	default:
		return fmt.Sprintf("%.2f%%", p)
	}
}

// picture is the map of the area.
func (b Briefing) picture(g Ground, powers []geo.Power, e Edition) report.Map {
	accent, _ := tierOf(b.Tier)
	m := report.Map{
		Height: 54, Most: 105, Source: g.source(), Features: g.features(),
		Alt: fmt.Sprintf("Map of %s: its outline, the streets around it and the premises listed beside it.", b.Name),
	}
	if b.Outline != nil {
		m.Bound = b.Outline.Bound()
		m.Features = append(m.Features, report.MapFeature{Geometry: b.Outline, Style: report.Edge, Colour: accent})
	}
	highest := 0.0
	for _, c := range b.Cells {
		highest = max(highest, c.Harm)
	}
	breaks := breaksTo(highest)
	for _, c := range b.Cells {
		class := 0
		for class+1 < len(breaks) && c.Harm >= breaks[class+1] {
			class++
		}
		m.Features = append(m.Features, report.MapFeature{Geometry: c.Outline, Style: report.Filled, Colour: report.Shade(class, len(breaks))})
	}
	if highest > 0 {
		m.Classes.Title = "days of harm a hexagon"
		if e == Partner {
			m.Classes.Title += ", five offences or more"
		}
		for _, v := range breaks {
			m.Classes.Least = append(m.Classes.Least, thousands(v))
		}
	}
	if e == Police {
		m.Features = append(m.Features, outlines(powers)...)
	}
	for i, p := range b.Near[:min(listed, len(b.Near))] {
		m.Marks = append(m.Marks, report.MapMark{At: p.At, Sign: letter(i), Shape: report.Plate})
	}
	return m
}

// listed is the most premises that are named.
const listed = 6

func letter(i int) string { return string(rune('A' + i)) }

// breaksTo returns five classes of round numbers up to about a number.
func breaksTo(highest float64) []float64 {
	if highest <= 0 {
		return []float64{0}
	}
	step := math.Pow(10, math.Floor(math.Log10(highest/5)))
	for _, times := range []float64{1, 2, 2.5, 5, 10} {
		if 5*step*times >= highest {
			step *= times
			break
		}
	}
	return []float64{0, step, 2 * step, 3 * step, 4 * step}
}

// thousands writes a number with commas.
func thousands(v float64) string {
	s := report.Amount(v)
	whole, rest, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		return whole + "." + rest
	}
	return whole
}

// facts is the column beside the map.
func (b Briefing) facts(e Edition) []report.Block {
	t := report.Table{Columns: []report.Column{{Width: 2}, {Width: 3}}}
	row := func(name, value string) {
		t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{{Text: report.Muted(name)}, {Text: report.Bold(value)}}})
	}
	var blocks []report.Block
	switch {
	case b.Trend != nil:
		blocks = append(blocks, report.Heading{Text: english.UpperFirst(b.Trend.Verdict), Note: fmt.Sprintf("%d against %d a year before, %s", b.Trend.Now, b.Trend.Before, b.Trend.Percent)})
	case e == Partner:
		row("A year before", "not loaded, or too few")
	default:
		row("A year before", "not loaded")
	}
	if b.Lately != "" {
		row("Lately", english.UpperFirst(b.Lately))
	}
	if b.Count >= fewest || e == Police {
		row("Recorded", fmt.Sprintf("%s in %s", thousands(float64(b.Count)), english.Count(float64(b.Months), "month")))
		row("Harm", thousands(math.Round(b.Harm))+" days")
		row("Share", percent(b.Share)+" of the district's")
	}
	if b.TierWhy != "" {
		row("Why "+b.Tier, b.TierWhy)
	}
	if b.Uncounted > 0 {
		row("Not counted", english.Count(float64(b.Uncounted), "offence")+" at places that never rank")
	}
	row("Size", fmt.Sprintf("%.1f ha, %.0f m across", b.Hectares, b.Across))
	if b.Largest != "" && e == Police {
		row("Largest point", b.Largest)
	}
	row("Steady", fmt.Sprintf("%d of %s hot", b.Hot, english.Count(float64(b.Months), "month")))
	if b.ASB > 0 {
		row("ASB beside it", english.Count(float64(b.ASB), "incident"))
	}
	blocks = append(blocks, t)
	if len(b.Near) == 0 {
		return blocks
	}
	p := report.Table{Columns: []report.Column{{Width: 0.5}, {Head: fmt.Sprintf("%d premises; nearest the worst place:", len(b.Near)), Width: 4}}}
	near := b.Near[:min(listed, len(b.Near))]
	shuts := slices.ContainsFunc(near, func(p Premises) bool { return p.Shuts != "" })
	if shuts {
		p.Columns = append(p.Columns, report.Column{Head: "shuts", Width: 1.2, Right: true})
	}
	for i, near := range near {
		row := report.Row{Cells: []report.Cell{{Text: report.Bold(letter(i))}, {Text: report.Plain(near.Name)}}}
		if shuts {
			row.Cells = append(row.Cells, report.Cell{Text: report.Plain(cmp.Or(near.Shuts, "–"))})
		}
		p.Rows = append(p.Rows, row)
	}
	return append(blocks, p)
}

// when shows the hours of the week, or says that they are not known.
func (b Briefing) when(e Edition) []report.Block {
	if b.Week == nil {
		return []report.Block{
			report.Heading{Text: "When"},
			report.Paragraph{Text: report.Plain("The data give months alone, so the hours are not known: what is shown is counted at all hours. Load times of day, or go by when the premises shut.")},
		}
	}
	note := fmt.Sprintf("Half falls in %d of 168 hours, outlined. Each day runs from 06:00 to 06:00.", b.Week.hours())
	if b.Week.Unknown > 0.005 {
		note += fmt.Sprintf(" The hour of %s is not known.", percent(b.Week.Unknown))
	}
	if e == Partner {
		note += " Pale 5 to 9, dark 10 or more."
	}
	return []report.Block{report.Heading{Text: "When", Note: note}, report.Hours{Week: b.Week.Counts, Peak: b.Week.Peak, Shades: e == Partner, Alt: "Offences by hour of the week. " + note}}
}

// onTheNight says what to do.
func (b Briefing) onTheNight(e Edition) string {
	when := "while it is busy"
	if b.Week != nil {
		if bands := b.Week.bands(); len(bands) > 0 {
			when = english.And(bands[:min(3, len(bands))])
		}
	}
	if e == Partner {
		return fmt.Sprintf("Be there %s. Tell the CCTV room before a group is turned out. Somebody hurt or in danger: 999.", when)
	}
	street, _, _ := strings.Cut(b.Name, ", ") // without the town
	along := "both ways along " + strings.ReplaceAll(street, " / ", " and ")
	if strings.HasPrefix(b.Name, "near ") {
		along = "in the streets outlined"
	}
	said := fmt.Sprintf("Be seen on foot %s, %s.", when, along)
	var shuts []string
	for _, p := range b.Near[:min(listed, len(b.Near))] {
		if p.Shuts != "" && len(shuts) < 3 {
			shuts = append(shuts, p.Name+" "+p.Shuts)
		}
	}
	if len(shuts) > 0 {
		said += " Stand where people come out: " + english.And(shuts) + "."
	}
	return said + " Engage and explain first; enforce last."
}

// actions is the 4P plan: what is agreed, or lines to agree it on.
func (b Briefing) actions() []report.Block {
	t := report.Table{Columns: []report.Column{{Width: 1.1}, {Head: "action", Width: 5.6}, {Head: "owner", Width: 2.4}, {Head: "due", Width: 1.1}, {Head: "status", Width: 1.7}}}
	const most = 8
	for _, a := range b.Actions[:min(most, len(b.Actions))] {
		owner := a.Agency
		if a.Owner != "" {
			owner = strings.TrimPrefix(owner+", "+a.Owner, ", ")
		}
		status := a.Status
		if a.Overdue {
			status += ", overdue"
		}
		t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{
			{Text: report.Bold(a.FourP)},
			{Text: report.Plain(a.Does)},
			{Text: report.Plain(owner)},
			{Text: report.Plain(a.Due)},
			{Text: report.Bold(status), Mark: report.Mark(strings.ReplaceAll(a.Status, " ", "-"))},
		}})
	}
	note := english.Count(float64(len(b.Actions)), "action")
	if more := len(b.Actions) - most; more > 0 {
		note = fmt.Sprintf("%d of %s", most, note)
	}
	if len(b.Actions) == 0 {
		note = "none is agreed yet: write here"
		for _, p := range []string{"Prevent", "Pursue", "Protect", "Prepare"} {
			t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{{Text: report.Bold(p)}}})
		}
	}
	return []report.Block{report.Heading{Text: "What is done about it", Note: "4P plan: " + note}, t}
}

// asked is what partners are asked to do.
func (b Briefing) asked() []report.Block {
	return []report.Block{
		report.Heading{Text: "What we ask of you"},
		report.Paragraph{Style: report.Boxed, Text: report.Plain("Door teams: tell the CCTV room before you turn a group out. Marshals: be at the rank before the first venue shuts. Street pastors: tell us where you are. ").And(report.Bold("999"), report.Plain(" for danger now; 101 for everything else."))},
	}
}

// intelligence lists what is valid on the day.
func (b Briefing) intelligence() []report.Block {
	if len(b.Intelligence) == 0 {
		return nil
	}
	blocks := []report.Block{report.Heading{Text: "Intelligence"}}
	const most = 3
	for _, i := range b.Intelligence[:min(most, len(b.Intelligence))] {
		text := report.Muted(i.Grade + ", to " + i.Until + ". ").And(report.Plain(sentence(i.Text) + " "))
		if i.Came != "" {
			text = text.And(report.Bold("Did it come here? "), report.Plain(sentence(i.Came)))
		}
		blocks = append(blocks, report.Paragraph{Text: text})
	}
	return blocks
}

// rests says what the briefing rests on.
func (b Briefing) rests(g Ground, e Edition) report.Text {
	var types []string
	for _, t := range b.Types[:min(4, len(b.Types))] {
		types = append(types, fmt.Sprintf("%s %.0f", t.Name, t.Count))
	}
	said := ""
	if len(types) > 0 {
		said = strings.Join(types, " · ") + ". "
	}
	if e == Police {
		said += "Domestic and dwelling offences are left out where the data say so. "
		for _, flag := range b.Unflagged {
			said += fmt.Sprintf("No offence is flagged %s in these data, so those count too. ", flag)
		}
	} else if len(b.Unflagged) > 0 {
		said += "Some offences in private may be among those counted: the data do not tell them apart. "
	}
	said += fmt.Sprintf("%s, %s. Harm in days of imprisonment (%s): it compares places and does not say what closing premises would do.", b.Group, english.Months(b.From, b.To), harmIndex)
	if g.Register != "" {
		said += " Premises: " + sentence(g.Register)
	}
	if e == Partner {
		said += " Counts under five are not shown."
	} else {
		said += b.Decision.despite()
	}
	return report.Bold("What it rests on: ").And(report.Plain(said))
}
