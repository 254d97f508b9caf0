package sheet

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"beatplan/english"
	"beatplan/report"
)

// Holdings is what is loaded, as an assessment has to name it.
type Holdings struct {
	Day      time.Time // of the draft
	Version  string    // of the program
	Offences int
	From, To string // days that are covered; empty: none
	Sites    int
	Kinds    []HeldKind
	Invented bool
}

// A HeldKind is rows of one kind.
type HeldKind struct {
	Kind   string // offences, people
	Files  int
	Rows   int
	Review string // the next day on which somebody decides whether they stay; empty: none is set
}

// assessment collects the parts of a draft.
type assessment struct{ blocks []report.Block }

func (a *assessment) heading(s string) { a.blocks = append(a.blocks, report.Heading{Text: s}) }
func (a *assessment) say(s string) {
	a.blocks = append(a.blocks, report.Paragraph{Text: report.Plain(s)})
}

// toWrite marks what only the force can answer.
func (a *assessment) toWrite(s string) {
	a.blocks = append(a.blocks, report.Paragraph{Style: report.Boxed, Text: report.Bold("For the force: ").And(report.Plain(s))})
}

func (a *assessment) document(title string, h Holdings) report.Document {
	return report.Document{Title: title, Marking: "OFFICIAL", Date: h.Day, Pages: []report.Page{{
		ID: "assessment",
		Head: report.Head{
			Title: title, Lines: []string{"Draft of " + h.Day.Format("2 January 2006") + ", made by Beatplan " + h.Version + " from what it does and what it holds"},
			Right: []report.Text{report.Bold("Not signed off")},
		},
		Blocks: a.blocks,
		Foot:   report.Foot{Left: report.Plain("A draft to be finished, not advice: the data protection officer and the equality lead decide."), Right: invented(h.Invented)},
	}}}
}

// held lists what is loaded.
func (a *assessment) held(h Holdings) {
	if h.Offences > 0 {
		a.say(fmt.Sprintf("Offences: %s, from %s to %s. Sites: %s.", thousands(float64(h.Offences)), h.From, h.To, thousands(float64(h.Sites))))
	}
	t := report.Table{Columns: []report.Column{{Head: "rows of", Width: 3}, {Head: "files", Width: 1, Right: true}, {Head: "rows", Width: 1.4, Right: true}, {Head: "review on", Width: 2}}}
	for _, k := range h.Kinds {
		t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{
			{Text: report.Plain(english.Category(k.Kind))}, {Text: report.Plain(fmt.Sprint(k.Files))}, {Text: report.Plain(thousands(float64(k.Rows)))}, {Text: report.Plain(cmp.Or(k.Review, "no day is set"))},
		}})
	}
	if len(t.Rows) == 0 {
		a.say("Nothing is loaded yet.")
		return
	}
	a.blocks = append(a.blocks, t)
}

// DataProtection returns the draft of a data protection impact assessment.
func DataProtection(h Holdings) report.Document {
	a := &assessment{}
	a.heading("1. What is done, and why an assessment is needed")
	a.say("Beatplan counts recorded offences by place and time, draws focus areas, fits models of places and plans patrols. Offence records are personal data of victims and suspects where a place, a time and a type single somebody out; they are processed for law enforcement (Data Protection Act 2018, Part 3).")
	a.toWrite("the controller, the data protection officer, who was consulted, and the decision that this assessment belongs to.")
	a.heading("2. What is held now")
	a.held(h)
	a.say("Of an offence: reference, type, flags (such as domestic), position, place in words, kind of place, and from when until when. Names, dates of birth, addresses of people and free text of reports are not read: an import keeps the columns that its mapping names and no other.")
	a.say("Of a stop and search, as published: month, anonymous point, object and outcome. Sex, age, ethnicity, day and law are not read, and the file is not kept. Of homes to visit after burglaries, where the force loads them: address and position, and no person.")
	a.toWrite("whether any mapped column holds more than this.")
	a.heading("3. What is not done")
	a.say("Nobody is scored, followed or profiled: places are. No decision about a person is made by the program. Models use no characteristic of persons; deprivation describes, and is no factor of a model; residents may be what risk is in proportion to. Officers are planned by unit, not by name; minutes by place are kept from vehicle and radio systems, the track is not.")
	a.heading("4. Necessity and proportionality")
	a.say("The finest unit is a hexagon of about 15,000 square metres, a patrol spot one of about 22,500. Domestic, sexual, dwelling and health offences are left out of night-time groups by rule, are never pinned on a map, and are counted by ward at the finest. Partner editions have no count under five.")
	a.toWrite("why the purpose cannot be met with less, and the lawful basis for each partner's data.")
	a.heading("5. Who sees what")
	a.say("Police editions are marked OFFICIAL-SENSITIVE, partner editions OFFICIAL: no powers, no intelligence, no officers, no homes. Every change has a principal; who made a result cannot approve it. Until people sign in, a name is recorded as unverified, and the sheet says so.")
	a.heading("6. How long")
	a.say("Each import has a class of the retention schedule and may have a day of review; rows due are disposed of with every older version. A plan says on what day it is disposed of.")
	for _, k := range h.Kinds {
		if k.Review == "" && slices.Contains([]string{"offences", "incidents", "partner-counts"}, k.Kind) {
			a.toWrite("a day of review for " + english.Category(k.Kind) + ": none is set.")
		}
	}
	a.heading("7. Where")
	a.say("In the force's own PostgreSQL database. The program calls no other machine: no map tiles, fonts or models come from outside, unless the force itself sets a routing server.")
	a.heading("8. Risks")
	a.risks([][3]string{
		{"A place stands for a household", "hexagons, rules that leave homes out, small counts hidden in partner editions", "low to medium: single addresses are listed as problems for an owner"},
		{"A list of homes to visit tells who was burgled", "the homes around are listed and not which was burgled; no map, search, plan, partner or public edition has one", "low to medium: for the officers who visit alone"},
		{"More patrols find more offences, and the plan follows them", "offences that police generate are left out of targets; the forecast is tried on later months", "medium: watch it by district"},
		{"Old data is taken for new", "every sheet prints the last day of its data and the registers it used", "low"},
		{"A sheet is lost", "one page a unit, no names, destroy after duty", "medium"},
		{"A result is taken for grounds", "every police sheet says that being in a place is not by itself reasonable grounds for a search", "medium: training"},
	})
	a.toWrite("further risks, their owners, and whether the rest is acceptable.")
	return a.document("Data protection impact assessment", h)
}

// Equality returns the draft of an equality impact assessment.
func Equality(h Holdings) report.Document {
	a := &assessment{}
	a.heading("1. What is assessed")
	a.say("Where patrols, searches and partners' work are directed by counts, focus areas, models and plans of places (Equality Act 2010, section 149).")
	a.toWrite("who decides on the use, and who was consulted.")
	a.heading("2. What the program knows of people")
	a.say("Age, sex, race, religion, disability and the other protected characteristics of persons are not read and are in no model. Residents and deprivation by small area may be loaded to describe who lives where and who bears what is done; deprivation has recorded crime in it and is no factor of a model.")
	a.held(h)
	a.heading("3. Who may bear it")
	a.say("A model card has an audit: how the riskiest cells fall on fifths of small areas by deprivation, and on their residents. A plan says how many minutes each spot has and which it leaves out, with the reason.")
	a.toWrite("residents by protected characteristic in the areas that are most patrolled, from the census, and searches by ethnicity from the force's own records: the program holds neither.")
	a.heading("4. Effects, and what is done about them")
	a.risks([][3]string{
		{"Reported crime is not all crime: who reports less is served less", "rates by residents and by street beside counts; partner counts and ambulance data can be loaded", "medium"},
		{"Search powers fall on people who look alike", "cards say that nobody is chosen by who they are; powers stand only on the sheets of those who may use them, and expire", "medium to high where a section 60 is in force: review each"},
		{"Patrols return to where patrols were", "offences found by searching are no target; a random preset and trials by lot are built in", "medium"},
		{"Deprived areas are over-policed or left out", "audit by deprivation in each model card", "medium: read the audit"},
		{"Screens and sheets that not all can read", "text and controls at least 4.5 to 1, nothing said by colour alone, pages with text for screen readers", "low"},
	})
	a.heading("5. Searches")
	a.say("Searches and what was found are outputs: they are printed side by side and nothing is derived from them. Published searches come in by month, place, object and outcome alone. No output is a measure of a place's risk.")
	a.heading("6. Decision and review")
	a.toWrite("whether the use goes on, what is changed, and the day of the next review.")
	return a.document("Equality impact assessment", h)
}

func (a *assessment) risks(rows [][3]string) {
	t := report.Table{Columns: []report.Column{{Head: "risk", Width: 3}, {Head: "what the program does", Width: 4}, {Head: "what is left (a proposal)", Width: 3}}}
	for _, r := range rows {
		t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{{Text: report.Bold(r[0])}, {Text: report.Plain(r[1])}, {Text: report.Plain(r[2])}}})
	}
	a.blocks = append(a.blocks, t)
}
