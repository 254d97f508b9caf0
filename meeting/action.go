package meeting

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"beatplan/english"
	"beatplan/rtm"
)

// What becomes of an action.
const (
	NotStarted = "not started"
	InProgress = "in progress"
	AtRisk     = "at risk"
	Completed  = "completed"
)

// statuses returns them, from not started to completed.
func statuses() []string { return []string{NotStarted, InProgress, AtRisk, Completed} }

// fourEs are the ways in which an officer meets people, the gentlest first.
func fourEs() []string { return []string{"Engage", "Explain", "Encourage", "Enforce"} }

// An Action is one of a 4P plan, or a problem to solve at an address that was left out.
// It has an owner and a date.
type Action struct {
	ID       string   `json:"id"`
	Version  int      `json:"version"` // counts up from 1 with every change
	FourP    string   `json:"four_p"`  // Prevent, Pursue, Protect or Prepare
	FourE    []string `json:"four_e"`  // where an officer meets people; may be empty
	Does     string   `json:"does"`    // in words: taxi marshals stay to 03:30
	Zone     string   `json:"zone"`    // name of a focus area; empty: none
	ZoneSet  string   `json:"zone_set"`
	Tier     string   `json:"tier"`    // of the zone; empty: none
	Strand   string   `json:"strand"`  // name; empty: none
	Factor   string   `json:"factor"`  // risk factor of a terrain model: takeaway; empty: none
	Place    string   `json:"place"`   // in words, or a site's key; empty: none
	Problem  bool     `json:"problem"` // at an address that was left out of focus areas: to be solved by its owner
	Agency   string   `json:"agency"`  // that leads
	Partners []string `json:"partners"`
	Owner    string   `json:"owner"`
	Due      string   `json:"due"` // YYYY-MM-DD
	Status   string   `json:"status"`
	Risks    string   `json:"risks"`
	Measure  string   `json:"measure"` // of success
	Notes    string   `json:"notes"`
	Evidence string   `json:"evidence"`
	Meeting  string   `json:"meeting"` // that set it; empty: none
}

// Validate returns an error that begins with the field that is wrong and ends with what
// would do.
func (a Action) Validate() error {
	due, err := time.Parse(time.DateOnly, a.Due)
	switch {
	case strings.TrimSpace(a.Does) == "":
		return fmt.Errorf("does: say what is to be done")
	case !slices.Contains(rtm.FourPs(), a.FourP):
		return fmt.Errorf("four_p %q: it is %s", a.FourP, or(rtm.FourPs()))
	case strings.TrimSpace(a.Agency) == "":
		return fmt.Errorf("agency: say which agency leads")
	case strings.TrimSpace(a.Owner) == "":
		return fmt.Errorf("owner: an action has an owner: say who")
	case a.Due == "":
		return fmt.Errorf("due: an action has a date: say by when, YYYY-MM-DD")
	case err != nil || due.Format(time.DateOnly) != a.Due:
		return fmt.Errorf("due %q: write it YYYY-MM-DD", a.Due)
	case !slices.Contains(statuses(), a.Status):
		return fmt.Errorf("status %q: it is %s", a.Status, or(statuses()))
	case a.Problem && strings.TrimSpace(a.Place) == "":
		return fmt.Errorf("place: a problem to solve is at a place: name it")
	}
	for i, e := range a.FourE {
		if !slices.Contains(fourEs(), e) {
			return fmt.Errorf("four_e/%d %q: it is %s", i, e, or(fourEs()))
		}
	}
	return nil
}

// or joins words as a choice.
func or(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// Overdue reports whether the action should have been completed before a day, YYYY-MM-DD.
func (a Action) Overdue(day string) bool { return a.Status != Completed && a.Due < day }

// Where returns the place that an action is for, in words.
func (a Action) Where() string { return cmp.Or(a.Zone, a.Place, a.Strand, a.Factor) }

// An ActionFilter limits a list of actions; what is empty limits nothing.
type ActionFilter struct {
	Zone, Strand, Agency, Owner, Status, Meeting string
	Problems                                     bool // those alone
}

// Takes reports whether an action is on the list.
func (f ActionFilter) Takes(a Action) bool {
	fits := func(want, has string) bool { return want == "" || strings.EqualFold(want, has) }
	return fits(f.Zone, a.Zone) && fits(f.Strand, a.Strand) && fits(f.Agency, a.Agency) && fits(f.Owner, a.Owner) &&
		fits(f.Status, a.Status) && fits(f.Meeting, a.Meeting) && (a.Problem || !f.Problems)
}

// An ActionList is actions in a table.
type ActionList struct {
	Actions []Action `json:"actions"`
}

// Table lays the list out, by due date within an owner.
func (l ActionList) Table() Table {
	t := Table{Header: []string{"id", "owner", "agency", "4P", "action", "where", "due", "status"}, None: "no action is on this list: add one"}
	for _, a := range l.Actions {
		t.Rows = append(t.Rows, []string{a.ID, a.Owner, a.Agency, a.FourP, a.Does, a.Where(), a.Due, a.Status})
	}
	return t
}

// Progress is how far the actions of a strand, an agency or a zone have come.
type Progress struct {
	Name       string  `json:"name"`
	Actions    int     `json:"actions"`
	NotStarted float64 `json:"not_started"` // percent, to one decimal
	InProgress float64 `json:"in_progress"`
	AtRisk     float64 `json:"at_risk"`
	Completed  float64 `json:"completed"`
	Overdue    int     `json:"overdue"`
}

// A Dashboard is the progress of all actions, and of those of each strand, agency and
// zone. An action without a strand is under none.
type Dashboard struct {
	Day      string     `json:"day"`
	All      Progress   `json:"all"`
	Strands  []Progress `json:"strands"`
	Agencies []Progress `json:"agencies"`
	Zones    []Progress `json:"zones"`
}

// DashboardOf counts actions as they are on a day, YYYY-MM-DD.
func DashboardOf(actions []Action, day string) Dashboard {
	d := Dashboard{Day: day, All: progress("all", actions, day)}
	for _, part := range []struct {
		to *[]Progress
		of func(Action) string
	}{
		{&d.Strands, func(a Action) string { return a.Strand }},
		{&d.Agencies, func(a Action) string { return a.Agency }},
		{&d.Zones, func(a Action) string { return a.Zone }},
	} {
		groups := map[string][]Action{}
		var names []string
		for _, a := range actions {
			name := part.of(a)
			if name == "" {
				continue
			}
			if groups[name] == nil {
				names = append(names, name)
			}
			groups[name] = append(groups[name], a)
		}
		slices.Sort(names)
		*part.to = []Progress{}
		for _, name := range names {
			*part.to = append(*part.to, progress(name, groups[name], day))
		}
	}
	return d
}

func progress(name string, actions []Action, day string) Progress {
	p := Progress{Name: name, Actions: len(actions)}
	share := func(status string) float64 {
		n := 0
		for _, a := range actions {
			if a.Status == status {
				n++
			}
		}
		if len(actions) == 0 {
			return 0
		}
		return percent(n, len(actions))
	}
	p.NotStarted, p.InProgress, p.AtRisk, p.Completed = share(NotStarted), share(InProgress), share(AtRisk), share(Completed)
	for _, a := range actions {
		if a.Overdue(day) {
			p.Overdue++
		}
	}
	return p
}

// percent returns n of all in percent, to one decimal, halves up. All is above 0.
func percent(n, all int) float64 { return float64((2000*n+all)/(2*all)) / 10 }

// Table lays the dashboard out.
func (d Dashboard) Table() Table {
	t := Table{
		Title:  "Actions on " + d.Day,
		Header: []string{"by", "name", "actions", "completed", "in progress", "at risk", "not started", "overdue"},
	}
	add := func(by string, all []Progress) {
		for _, p := range all {
			share := func(v float64) string {
				if p.Actions == 0 {
					return "" // of nothing
				}
				return fmt.Sprintf("%.1f%%", v)
			}
			t.Rows = append(t.Rows, []string{by, p.Name, fmt.Sprint(p.Actions), share(p.Completed), share(p.InProgress), share(p.AtRisk), share(p.NotStarted), fmt.Sprint(p.Overdue)})
		}
	}
	add("", []Progress{d.All})
	add("strand", d.Strands)
	add("agency", d.Agencies)
	add("zone", d.Zones)
	return t
}

// StatusWords says how many actions have each status: 4 completed, 1 at risk.
func StatusWords(actions []Action) string {
	var parts []string
	for _, s := range []string{Completed, InProgress, AtRisk, NotStarted} {
		n := 0
		for _, a := range actions {
			if a.Status == s {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	return cmp.Or(english.And(parts), "no action")
}

// A Suggestion is an action that a template suggests for a zone, with what speaks for it.
type Suggestion struct {
	Zone   string `json:"zone"`
	Tier   string `json:"tier"`
	FourP  string `json:"four_p"`
	Agency string `json:"agency"`
	Does   string `json:"does"`
	Factor string `json:"factor"`
	Place  string `json:"place"` // name of a site of the factor where a model's risk is highest; empty: of a zone
	Why    string `json:"why"`   // what the zone holds, or what the model found
}

// Suggest returns the actions that templates suggest for what a zone holds: for each
// category of site, most of it first, those listed for it as a risk factor. What several
// categories ask of one agency is one action, for all of them.
func Suggest(zone, tier string, holds map[string]int, templates []rtm.Actions) []Suggestion {
	most := slices.Clone(templates)
	slices.SortStableFunc(most, func(x, y rtm.Actions) int { return cmp.Compare(holds[y.Factor], holds[x.Factor]) })
	var all []Suggestion
	type asked struct{ fourP, agency, does string }
	why := map[asked][]string{} // what the zone holds that asks for it
	for _, t := range most {
		n := holds[t.Factor]
		if n == 0 {
			continue
		}
		for _, a := range t.Actions {
			same := asked{a.FourP, a.Agency, a.Does}
			if why[same] == nil {
				all = append(all, Suggestion{Zone: zone, Tier: tier, FourP: a.FourP, Agency: a.Agency, Does: a.Does, Factor: t.Factor})
			}
			why[same] = append(why[same], english.Count(float64(n), english.Category(t.Factor)))
		}
	}
	for i, s := range all {
		all[i].Why = english.And(why[asked{s.FourP, s.Agency, s.Does}]) + " in the zone"
	}
	return all
}

// A ProblemAddress is one that was left out of focus areas: it goes to its owner as a
// problem to solve.
type ProblemAddress struct {
	Place  string `json:"place"`
	Reason string `json:"reason"`
	Action string `json:"action"` // id of the action that solves it; empty: nobody has it yet
}

// Suggestions are the actions that a zone set or a model leads to.
type Suggestions struct {
	ZoneSet  string           `json:"zone_set"` // empty: of a model
	Model    string           `json:"model"`    // empty: of a zone set
	Actions  []Suggestion     `json:"actions"`
	Problems []ProblemAddress `json:"problems"`
}

// Table lays the suggestions out.
func (s Suggestions) Table() Table {
	t := Table{Header: []string{"where", "tier", "4P", "agency", "action", "why"}, None: "nothing is suggested: no action is listed for what is there, and no address was left out"}
	for _, a := range s.Actions {
		t.Rows = append(t.Rows, []string{cmp.Or(a.Zone, a.Place, a.Factor), a.Tier, a.FourP, a.Agency, a.Does, a.Why})
	}
	for _, p := range s.Problems {
		t.Rows = append(t.Rows, []string{p.Place, "left out", "", cmp.Or(p.Action, "needs an owner"), "solve the problem at its source", p.Reason})
	}
	return t
}
