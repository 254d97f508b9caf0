package app

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/internal/result"
)

// A TransparencyRecord is what the UK's Algorithmic Transparency Recording Standard asks
// of a model, as far as the model itself can say. It is for the public: it names no
// person, no file and no place but the area.
type TransparencyRecord struct {
	Standard string              `json:"standard"`
	Model    string              `json:"model"`
	Invented bool                `json:"invented"` // the area is; a record of it is not to be published
	Fields   []TransparencyField `json:"fields"`
	ToFill   []string            `json:"to_fill"` // fields that only the force can answer
}

// A TransparencyField is a heading of the record.
type TransparencyField struct {
	Tier    int     `json:"tier"` // 1 is for everybody, 2 for who wants to know more
	Section string  `json:"section"`
	Name    string  `json:"name"`
	Value   *string `json:"value"`         // null: the force fills it in
	Ask     string  `json:"ask,omitempty"` // what that is, where the value is null
}

// transparencyStandard names the headings that a record follows.
const transparencyStandard = "Algorithmic Transparency Recording Standard, version 3"

// Transparency returns the record of a model. It is made from its card, and costs as much.
func (a *App) Transparency(ctx context.Context, model string) (TransparencyRecord, error) {
	c, err := a.Card(ctx, model)
	if err != nil {
		return TransparencyRecord{}, err
	}
	return c.Transparency(), nil
}

// recording collects the fields of a record.
type recording struct {
	TransparencyRecord
	tier    int
	section string
}

func (r *recording) begin(tier int, section string) { r.tier, r.section = tier, section }

// say fills a field in; one of which nothing is known is asked of the force.
func (r *recording) say(name, value string) {
	if value == "" {
		r.ask(name, "the model does not say")
		return
	}
	r.Fields = append(r.Fields, TransparencyField{Tier: r.tier, Section: r.section, Name: name, Value: &value})
}

// ask leaves a field to the force.
func (r *recording) ask(name, what string) {
	r.Fields = append(r.Fields, TransparencyField{Tier: r.tier, Section: r.section, Name: name, Ask: what})
	r.ToFill = append(r.ToFill, r.section+": "+name)
}

// Transparency returns the record of the card's model.
func (c Card) Transparency() TransparencyRecord {
	r := recording{TransparencyRecord: TransparencyRecord{Standard: transparencyStandard, Model: c.Model, Invented: c.Area.Invented, Fields: []TransparencyField{}, ToFill: []string{}}}

	r.begin(1, "Overview")
	r.say("Name", fmt.Sprintf("Beatplan: risk terrain model of %s in %s", c.Group, c.Area.Name))
	r.say("Description", c.Purpose+" "+c.Narrative)
	r.ask("Website URL", "where the force says more about it")
	r.ask("Contact email", "of the force, for questions")

	r.begin(2, "Owner and responsibility")
	r.ask("Organisation", "the force")
	r.ask("Team", "that runs it")
	r.ask("Senior responsible owner", "the role")
	r.ask("Third party involvement", "suppliers, their role, the procurement and their access to data")

	r.begin(2, "Description and rationale")
	r.say("Detailed description", c.inBrief())
	r.say("Scope", c.Purpose)
	r.ask("Benefits", "and how they are measured")
	r.ask("Previous process", "how places were chosen before")
	if c.Validation != nil {
		r.say("Alternatives considered", "Simpler rankings of the same places, on the same later months: "+c.Validation.Verdict+".")
	} else {
		r.ask("Alternatives considered", "the model was not tried on later months beside simpler rankings: fit it with months held out")
	}

	r.begin(2, "Decision-making process")
	r.say("Process integration", "It ranks places, not people. What it ranks highly changes nothing by itself: people draw and approve focus areas and plans, and may strike a place out with a reason.")
	r.say("Provided information", "For each hexagon of the map: its risk beside a place under no influence, which features of the place raise it and by how much, with intervals, and a sentence of why.")
	r.ask("Frequency and scale of usage", "how often, by how many, for which decisions")
	r.say("Human decisions and review", c.decided())
	r.ask("Required training", "of those who use it")
	r.ask("Appeals and review", "how somebody can question a decision")

	r.begin(2, "Tool specification")
	r.say("System architecture", "A program and a PostGIS database on the force's own machines; nothing is sent to another host.")
	r.ask("Maintenance", "who reviews it, and when it is fitted anew")
	r.say("Model name", c.Model)
	r.say("Model version", "Beatplan "+c.Program)
	r.say("Model task", c.Purpose)
	r.say("Model input", fmt.Sprintf("Recorded offences of %s (%s), and %s: %s.", c.Group, strings.TrimSuffix(c.Definition, "."), english.Count(float64(len(c.Settings.Factors)), "layer"), strings.Join(c.factorsTried(), "; ")))
	r.say("Model output", fmt.Sprintf("A relative risk for each of %d hexagons; 1 is a place under no influence.", c.Settings.Cells))
	r.say("Model architecture", fmt.Sprintf("Regression of counts, family %s, factors chosen step by step by %s. %s", c.Settings.Family, c.Settings.Criterion, c.inTerms()))
	if c.Validation != nil {
		r.say("Model performance", fmt.Sprintf("%s in %s: %s.", english.Count(math.Round(c.Validation.Events), "offence"), c.Data.Test, c.Validation.Verdict))
	} else {
		r.ask("Model performance", "the model was not tried on later months: fit it with months held out")
	}

	r.begin(2, "Development data")
	r.say("Data description", fmt.Sprintf("%s of %s in %s%s.", english.Count(float64(c.Data.Offences), "offence"), c.Group, c.Data.Train, triedOn(c.Data.Test)))
	r.say("Data modality", "Tables of positions and times, and maps.")
	r.say("Data quantities", strings.Join(c.quantities(), "; "))
	r.say("Sensitive attributes", "None takes part: no attribute of a person is read. How deprived the small areas are is looked at afterwards, to see on whom it falls.")
	r.say("Data completeness and representativeness", c.leftOut()+" "+strings.Join(c.Limits, " "))
	r.ask("Data collection", "why and how the force recorded them")
	r.ask("Data access and storage", "who can read them, where they are, and for how long")
	r.ask("Data sharing agreements", "with whom")

	r.begin(2, "Operational data")
	r.say("Data sources", strings.Join(c.quantities(), "; "))
	r.say("Sensitive attributes", "None: the model is used with the data that it was fitted to.")
	r.ask("Data access and storage", "who can see the results, and for how long")
	r.ask("Data sharing agreements", "with whom")

	r.begin(2, "Risks, mitigations and impact assessments")
	r.ask("Impact assessments", "their dates and where they are; report dpia and report equality draft them")
	r.say("Risks and mitigations", strings.Join(c.risks(), " "))
	return r.TransparencyRecord
}

// inBrief describes the model in a paragraph.
func (c Card) inBrief() string {
	said := fmt.Sprintf("A risk terrain model of %d hexagons (H3 resolution %d), at %s.", c.Settings.Cells, c.Settings.Resolution, cmp.Or(c.Settings.Clock, "all hours"))
	for _, line := range []string{c.Brief.Expected, c.Brief.Raises, c.Brief.Without, c.Brief.Foretells} {
		if line != "" {
			said += " " + line
		}
	}
	return said
}

// inTerms writes the factors with their ratios.
func (c Card) inTerms() string {
	if len(c.Terms) == 0 {
		return "No factor was chosen."
	}
	terms := make([]string, len(c.Terms))
	for i, t := range c.Terms {
		terms[i] = fmt.Sprintf("%s (%s, %g m) %.2f times, %.2f to %.2f", t.Factor, t.Influence, t.Reach, t.RRV, t.Low, t.High)
		if t.Resampled != nil {
			terms[i] = fmt.Sprintf("%s (%s, %g m) %.2f times, %.2f to %.2f", t.Factor, t.Influence, t.Reach, t.RRV, t.Resampled.Low, t.Resampled.High)
		}
	}
	return "Chosen, with the risk within reach and its 95% interval: " + strings.Join(terms, "; ") + "."
}

func (c Card) factorsTried() []string {
	tried := make([]string, len(c.Settings.Factors))
	for i, f := range c.Settings.Factors {
		tried[i] = fmt.Sprintf("%s (%d)", f.Name, f.Features)
	}
	return tried
}

// quantities says how many rows of whose lists there are. Of lists those are named that
// everybody knows: any other may be called as its file was, and files are not named.
func (c Card) quantities() []string {
	var said []string
	for _, s := range c.Data.Sources {
		line := fmt.Sprintf("%s: %s", s.Kind, english.Count(float64(s.Rows), "row"))
		if crime.IsStreet(s.Source) || slices.Contains([]string{"fhrs", "naptan", "osm", "rail"}, s.Source) {
			line += " from " + s.Source
		}
		if s.CutOff != "" {
			line += ", up to " + s.CutOff
		}
		said = append(said, line)
	}
	return said
}

func (c Card) leftOut() string {
	l := c.Data.LeftOut
	return fmt.Sprintf("Left out: %s, %d without a position, %d whose hour is not known where hours are needed, %.0f at other hours, %.0f in water.",
		english.Count(float64(l.PoliceGenerated), "police-generated offence"), l.Unplaced, l.MonthOnly, l.Elsewhen, l.InWater)
}

// decided says what people decided, and names nobody.
func (c Card) decided() string {
	d := c.People.Decision
	if d.Status == result.Draft {
		return "Nobody has decided on it yet; whoever made it cannot approve it."
	}
	said := fmt.Sprintf("It was %s on %s", d.Status, d.At.Format("2 January 2006"))
	if d.Status == result.Approved {
		said += ", under another name than its maker's"
	}
	if !d.Verified {
		said += "; names are not verified"
	}
	return said + ". Whoever makes a model cannot approve it."
}

// risks says what could go wrong and on whom it falls.
func (c Card) risks() []string {
	risks := []string{feedback + ".", "Offences that police activity makes are refused as a thing to learn from, and factors that are made of crime are refused as an explanation, unless somebody allows it: here it was " + map[bool]string{true: "allowed.", false: "not."}[c.Settings.Allowed]}
	for _, missing := range c.Audit.Missing {
		risks = append(risks, "On whom it falls is not known: "+missing+".")
	}
	for _, q := range c.Audit.Quintiles {
		if q.Quintile == 1 {
			risks = append(risks, fmt.Sprintf("The most deprived fifth of small areas has %.1f%% of all hexagons and %.1f%% of the riskiest 5%%.", 100*q.Cells, 100*q.Top5))
		}
	}
	return risks
}
