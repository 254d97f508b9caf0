package rtm

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// An Action is what an agency can do about a factor, under one of the four Ps of
// CONTEST.
type Action struct {
	Agency string `json:"agency"` // who can act: licensing authority
	FourP  string `json:"four_p"` // Prevent, Pursue, Protect or Prepare
	Does   string `json:"does"`   // in words: review the licence
}

// Actions are the actions that a factor leads to: terrain models exist to change
// places, and whoever owns the place must act.
type Actions struct {
	Factor  string   `json:"factor"`
	Version int      `json:"version"` // counts up from 1 with every change
	Actions []Action `json:"actions"`
}

// FourPs returns the four Ps.
func FourPs() []string { return []string{"Prevent", "Pursue", "Protect", "Prepare"} }

// Validate returns an error that names what is wrong.
func (a Actions) Validate() error {
	if !regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,59}$`).MatchString(a.Factor) {
		return fmt.Errorf("factor %q: a name is 1 to 60 lower-case letters, digits and hyphens, as a site's category", a.Factor)
	}
	if len(a.Actions) == 0 {
		return fmt.Errorf("factor %s: no action: name an agency, one of %s and what it does", a.Factor, strings.Join(FourPs(), ", "))
	}
	for i, action := range a.Actions {
		switch {
		case !slices.Contains(FourPs(), action.FourP):
			return fmt.Errorf("factor %s, action %d: %q is none of %s", a.Factor, i+1, action.FourP, strings.Join(FourPs(), ", "))
		case strings.TrimSpace(action.Agency) == "":
			return fmt.Errorf("factor %s, action %d: no agency: say who can act", a.Factor, i+1)
		case strings.TrimSpace(action.Does) == "":
			return fmt.Errorf("factor %s, action %d: nothing to do: say what %s can do", a.Factor, i+1, action.Agency)
		}
	}
	return nil
}

// ParseAction reads «AGENCY: FOUR-P: WHAT IT DOES».
func ParseAction(s string) (Action, error) {
	agency, rest, found := strings.Cut(s, ":")
	fourP, does, found2 := strings.Cut(rest, ":")
	a := Action{Agency: strings.TrimSpace(agency), FourP: strings.TrimSpace(fourP), Does: strings.TrimSpace(does)}
	if !found || !found2 || a.Agency == "" || a.Does == "" {
		return a, fmt.Errorf("%q is no action: write «AGENCY: FOUR-P: WHAT IT DOES», as in «licensing authority: Prevent: review the licence»", s)
	}
	if i := slices.IndexFunc(FourPs(), func(p string) bool { return strings.EqualFold(p, a.FourP) }); i >= 0 {
		a.FourP = FourPs()[i]
		return a, nil
	}
	return a, fmt.Errorf("%q: %q is none of %s", s, a.FourP, strings.Join(FourPs(), ", "))
}

// DefaultActions returns the actions that a new database starts with, by factor.
// They are proposals to talk about, not findings.
func DefaultActions() []Actions {
	const (
		licensing = "licensing authority"
		premises  = "premises"
		council   = "local authority"
		police    = "community policing team"
		transport = "British Transport Police and rail operator"
		buses     = "bus operator"
	)
	drink := []Action{
		{licensing, "Prevent", "review the licence and its conditions; agree staggered closing"},
		{premises, "Protect", "door staff, searches on entry and CCTV that covers the way out"},
		{police, "Pursue", "visit at closing time; act on breaches of the licence with the licensing authority"},
		{"pubwatch and street pastors", "Prepare", "share bans; agree who does what on busy nights"},
	}
	shop := []Action{
		{premises, "Protect", "move what is stolen into sight; staff at the door; CCTV"},
		{police, "Pursue", "collect evidence from the premises and name repeat offenders to it"},
		{"business crime partnership", "Prepare", "share warnings and bans among premises"},
	}
	road := []Action{
		{council, "Protect", "lighting, sight lines and CCTV"},
		{police, "Prevent", "visible patrol when people come and go"},
	}
	care := []Action{
		{"NHS and its security management", "Protect", "access, alarms and safe storage"},
		{police, "Prepare", "agree how staff call for help and what officers do"},
	}
	school := []Action{
		{"school or college", "Prevent", "lessons on knives; staff outside when the day ends"},
		{police, "Prevent", "visible patrol on the ways home"},
		{"transport provider", "Protect", "staff at the stops when the day ends"},
	}
	defaults := map[string][]Action{
		"pub": drink, "bar": drink, "nightclub": drink,
		"casino": drink,
		"takeaway": {
			{licensing, "Prevent", "review late-night refreshment: hours, staff at the door, litter"},
			{premises, "Protect", "CCTV at the counter and the queue"},
			{police, "Prevent", "visible patrol when pubs close"},
		},
		"off-licence": {
			{licensing, "Prevent", "review the licence: hours, single cans, proof of age"},
			{"trading standards", "Pursue", "test purchases"},
			{premises, "Protect", "CCTV and staff at the door"},
		},
		"cash-machine": {
			{"bank or operator of the machine", "Protect", "lighting, mirrors and CCTV; move the machine indoors"},
			{council, "Protect", "light the way to it; mark a space to stand back"},
			{police, "Prevent", "visible patrol on the evenings on which it is used most"},
		},
		"bank": {
			{"bank", "Protect", "CCTV; staff that look out for people watched as they draw cash"},
			{police, "Prepare", "agree with staff how they call for help"},
		},
		"station": {
			{transport, "Protect", "staff and CCTV on platforms, ways out and in the car park"},
			{transport, "Prevent", "visible patrol, joint with the force, at the busy trains"},
			{council, "Protect", "light the ways to and from it"},
		},
		"bus-stop": {
			{buses, "Protect", "CCTV on buses; stops in sight"},
			{council, "Protect", "light the stop and the ways to it, cut back what hides it"},
		},
		"bus-station": {
			{buses, "Protect", "staff and CCTV to the last bus"},
			{council, "Protect", "lighting and sight lines"},
			{police, "Prevent", "visible patrol when schools and pubs close"},
		},
		"taxi-rank": {
			{council, "Protect", "marshals at closing time; CCTV and lighting"},
			{"taxi operators", "Prevent", "enough cars at closing time"},
		},
		"supermarket": shop, "shop": shop, "convenience-store": shop, "betting-shop": shop,
		"forecourt": {
			{premises, "Protect", "number-plate recognition, payment before fuel, staff in sight"},
			{police, "Pursue", "act on number plates"},
		},
		"pharmacy": {
			{"pharmacy and NHS", "Protect", "safes, alarms, controlled entry"},
			{police, "Prepare", "warn of thefts of medicines; agree how staff call for help"},
		},
		"hospital": care, "clinic": care, "surgery": care,
		"school": school, "college": school, "university": school,
		"hotel": {
			{premises, "Protect", "staff and CCTV at the door and in the car park"},
			{police, "Prepare", "staff who know the signs of exploitation and whom to call"},
		},
		"car-park":  append([]Action{{"owner of the car park", "Protect", "barriers, lighting and CCTV; the Safer Parking Scheme"}}, road...),
		"main-road": road,
		"footpath": {
			{council, "Protect", "lighting; cut back what hides the way; CCTV where ways meet"},
			{police, "Prevent", "visible patrol on foot or by cycle"},
		},
		"waterfront": {
			{council, "Protect", "lighting and sight lines along the water"},
			{police, "Prevent", "visible patrol on foot or by cycle"},
		},
		"park": {
			{council, "Protect", "lighting, sight lines; close what can be closed at night"},
			{police, "Prevent", "knife sweeps and visible patrol"},
			{"youth service", "Prevent", "workers where young people meet"},
		},
	}
	var all []Actions
	for factor, actions := range defaults {
		all = append(all, Actions{Factor: factor, Version: 1, Actions: actions})
	}
	slices.SortFunc(all, func(a, b Actions) int { return strings.Compare(a.Factor, b.Factor) })
	return all
}
