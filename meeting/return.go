package meeting

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"beatplan/english"
)

// A Return is what a force reports of its patrols: person-hours by agency and by who
// pays, what came of them, and what was lost. Each line has the ids of its visits.
type Return struct {
	From  string       `json:"from"` // YYYY-MM-DD
	To    string       `json:"to"`
	All   ReturnLine   `json:"all"`
	Lines []ReturnLine `json:"lines"`
	Lost  []LostLine   `json:"lost"`
}

// A ReturnLine is what units of one agency and funding did.
type ReturnLine struct {
	Agency  string         `json:"agency"`
	Funding string         `json:"funding"`
	Hours   float64        `json:"person_hours"` // a pair for an hour is two
	Patrols *int           `json:"patrols"`      // visits; nil: from 1 to 4, which is withheld
	Outputs map[string]int `json:"outputs"`
	Visits  []string       `json:"visits"` // ids of the rows behind it

	minutes int // of persons
}

// A LostLine is time that was lost for a reason.
type LostLine struct {
	Why     string   `json:"why"`
	Minutes int      `json:"minutes"`
	Hours   float64  `json:"person_hours"`
	Visits  []string `json:"visits"`

	minutes int // of persons
}

// ReturnOf adds visits up.
func ReturnOf(from, to string, visits []Visit) Return {
	r := Return{From: from, To: to, All: ReturnLine{Agency: "all", Patrols: new(int), Outputs: map[string]int{}, Visits: []string{}}, Lines: []ReturnLine{}, Lost: []LostLine{}}
	type key struct{ agency, funding string }
	lines, lost := map[key]*ReturnLine{}, map[string]*LostLine{}
	for _, v := range visits {
		if v.Lost != "" {
			l := lost[v.Lost]
			if l == nil {
				l = &LostLine{Why: v.Lost}
				lost[v.Lost] = l
			}
			l.Minutes, l.minutes = l.Minutes+v.Minutes, l.minutes+v.PersonMinutes()
			l.Hours, l.Visits = float64(l.minutes)/60, append(l.Visits, v.ID)
			continue
		}
		k := key{v.Agency, v.Funding}
		if lines[k] == nil {
			lines[k] = &ReturnLine{Agency: v.Agency, Funding: v.Funding, Patrols: new(int), Outputs: map[string]int{}}
		}
		lines[k].add(v)
		r.All.add(v)
	}
	for _, k := range slices.SortedFunc(maps.Keys(lines), func(x, y key) int {
		return cmp.Or(cmp.Compare(x.agency, y.agency), cmp.Compare(x.funding, y.funding))
	}) {
		r.Lines = append(r.Lines, *lines[k])
	}
	for _, why := range slices.Sorted(maps.Keys(lost)) {
		r.Lost = append(r.Lost, *lost[why])
	}
	slices.SortStableFunc(r.Lost, func(x, y LostLine) int { return cmp.Compare(y.Minutes, x.Minutes) })
	return r
}

func (l *ReturnLine) add(v Visit) {
	l.minutes += v.PersonMinutes()
	*l.Patrols++
	l.Hours, l.Visits = float64(l.minutes)/60, append(l.Visits, v.ID)
	for name, n := range v.Outputs {
		l.Outputs[name] += n
	}
}

// Public returns the return without agencies, the rows behind it, lost time and counts under five.
func (r Return) Public() Return {
	r.All, r.Lines, r.Lost = r.All.withoutSmall(), []ReturnLine{}, []LostLine{}
	return r
}

// withoutSmall returns the line without counts under five and the rows behind them.
func (l ReturnLine) withoutSmall() ReturnLine {
	if l.Patrols != nil && 0 < *l.Patrols && *l.Patrols < Small {
		l.Patrols = nil
	}
	l.Outputs, l.Visits = maskSmall(l.Outputs), []string{}
	return l
}

// PatrolWords writes the number of patrols, or that they are few.
func (l ReturnLine) PatrolWords() string {
	if l.Patrols == nil {
		return fmt.Sprint("under ", Small)
	}
	return fmt.Sprint(*l.Patrols)
}

// visits says how many there were: 12 visits.
func (l ReturnLine) visits() string {
	if l.Patrols == nil {
		return fmt.Sprintf("under %d visits", Small)
	}
	return english.Count(float64(*l.Patrols), "visit")
}

// none reports whether there was no patrol.
func (l ReturnLine) none() bool { return l.Patrols != nil && *l.Patrols == 0 }

// OutputWords names what came of visits, side by side: nothing is derived from it.
func (l ReturnLine) OutputWords() string {
	words := map[string][2]string{
		"people-engaged": {"person engaged", "people engaged"}, "searches": {"search", "searches"}, "finds": {"find", "finds"}, "arrests": {"arrest", "arrests"},
		"dispersals": {"dispersal", "dispersals"}, "fixed-penalties": {"fixed penalty", "fixed penalties"}, "warnings": {"warning", "warnings"},
		"cpw": {"CPW", "CPWs"}, "cpn": {"CPN", "CPNs"}, "alcohol-seized": {"seizure of alcohol", "seizures of alcohol"},
		"licensing-visits": {"licensing visit", "licensing visits"}, "sweeps": {"sweep", "sweeps"}, "referrals": {"referral", "referrals"},
	}
	var parts []string
	for _, name := range Outputs() {
		if n := l.Outputs[name]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, words[name][min(n-1, 1)]))
		}
	}
	return cmp.Or(english.And(parts), "no output")
}

// A PlannedPlace is a spot of a plan.
type PlannedPlace struct {
	Place   string `json:"place"`
	Name    string `json:"name"`
	Target  int    `json:"target_minutes"`  // that it should have
	Planned int    `json:"planned_minutes"` // that the plan gives it
	Visits  int    `json:"planned_visits"`
}

// A Delivery is what became of a plan.
type Delivery struct {
	Plan      string           `json:"plan"`
	Target    int              `json:"target_minutes"`
	Planned   int              `json:"planned_minutes"`
	Delivered int              `json:"delivered_minutes"` // at the plan's spots
	Elsewhere int              `json:"elsewhere_minutes"` // of the plan's units, at no spot of it
	Visits    int              `json:"visits"`            // made to its spots
	Due       int              `json:"planned_visits"`
	Places    []DeliveredPlace `json:"places"`
	Return    Return           `json:"return"`
}

// A DeliveredPlace is a spot, as planned and as delivered.
type DeliveredPlace struct {
	PlannedPlace
	Delivered int      `json:"delivered_minutes"`
	Made      int      `json:"visits"`
	Rows      []string `json:"rows"` // ids of the visits
}

// DeliveryOf holds the visits of a plan against its spots. A minute of a pair counts
// once here: what a place gets is presence.
func DeliveryOf(plan string, places []PlannedPlace, visits []Visit) Delivery {
	d := Delivery{Plan: plan, Places: []DeliveredPlace{}, Return: ReturnOf("", "", visits)}
	at := map[string]int{}
	for i, p := range places {
		at[p.Place] = i
		d.Places = append(d.Places, DeliveredPlace{PlannedPlace: p, Rows: []string{}})
		d.Target, d.Planned, d.Due = d.Target+p.Target, d.Planned+p.Planned, d.Due+p.Visits
	}
	for _, v := range visits {
		if v.Lost != "" {
			continue
		}
		i, planned := at[v.Place]
		if !planned {
			d.Elsewhere += v.Minutes
			continue
		}
		p := &d.Places[i]
		p.Delivered, p.Made, p.Rows = p.Delivered+v.Minutes, p.Made+1, append(p.Rows, v.ID)
		d.Delivered, d.Visits = d.Delivered+v.Minutes, d.Visits+1
	}
	return d
}

// Sentence says it in one: 1980 min of 2640 planned, of 2880 wanted; 99 of 132 visits.
func (d Delivery) Sentence() string {
	return fmt.Sprintf("%s; %d of %d visits", d.Minutes(), d.Visits, d.Due)
}

// Minutes says it without the visits, which may be few.
func (d Delivery) Minutes() string {
	return fmt.Sprintf("%d min of %d planned, of %d wanted", d.Delivered, d.Planned, d.Target)
}

// Table lays the delivery out.
func (d Delivery) Table() Table {
	t := Table{Title: "Delivery of " + d.Plan + ": " + d.Sentence(), Header: []string{"place", "name", "target min", "planned min", "delivered min", "planned visits", "visits"}}
	for _, p := range d.Places {
		t.Rows = append(t.Rows, []string{p.Place, p.Name, fmt.Sprint(p.Target), fmt.Sprint(p.Planned), fmt.Sprint(p.Delivered), fmt.Sprint(p.PlannedPlace.Visits), fmt.Sprint(p.Made)})
	}
	if d.Elsewhere > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%d minutes were spent at no spot of the plan", d.Elsewhere))
	}
	for _, l := range d.Return.Lost {
		t.Notes = append(t.Notes, fmt.Sprintf("lost to %s: %d minutes", l.Why, l.Minutes))
	}
	return t
}
