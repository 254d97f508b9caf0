package geo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Law is what the law says of a kind of power: who may use it, how long it lasts and
// what officers must know of it. People edit it, as Acts change.
type Law struct {
	Kind     PowerKind `json:"kind"`
	Version  int       `json:"version"`
	Name     string    `json:"name"`     // Dispersal authority (s.34)
	Short    string    `json:"short"`    // where there is little room: s.34 dispersal
	Source   string    `json:"source"`   // the Act and its sections
	Checked  string    `json:"checked"`  // when somebody last held it against its source: YYYY-MM-DD or YYYY-MM
	Longest  Life      `json:"longest"`  // how long a power lasts at the most; empty: as it says
	Extended Life      `json:"extended"` // the same where it is extended; empty: it cannot be

	// Use are the roles that may use it, and Designated those that may if they are designated
	// or authorised to. What nobody may use is no power, and on no card.
	Use        []string `json:"use"`
	Designated []string `json:"designated"`
	Who        string   `json:"who"`  // may use it, as cards say it
	Says       string   `json:"says"` // what officers must know of it
}

// powerRoles returns the roles that a law may name.
func powerRoles() []string { return []string{"constable", "pcso", "warden"} }

// DefaultLaws returns the laws that everybody has, in the order of [PowerKinds]. A cumulative
// impact assessment is evidence for licensing policy, and no power.
func DefaultLaws() []Law {
	const checked = "2025-09"
	police := []string{"constable"}
	return []Law{
		{
			Kind: Dispersal, Version: 1, Name: "Dispersal authority (s.34)", Short: "s.34 dispersal",
			Source: "Anti-social Behaviour, Crime and Policing Act 2014, ss.34-35; Police Reform Act 2002, s.38 and schedule 3B (designation)", Checked: checked,
			Longest: "48 hours", Use: police, Designated: []string{"pcso"}, Who: "Constables in uniform; PCSOs if designated.",
			Says: "In its area you may direct a person to leave (s.35). Every direction needs its own grounds; give it in writing.",
		},
		{
			Kind: Section60, Version: 1, Name: "Section 60", Short: "s.60 search",
			Source: "Criminal Justice and Public Order Act 1994, s.60", Checked: checked,
			Longest: "24 hours", Extended: "48 hours", Use: police, Designated: []string{}, Who: "Constables in uniform.",
			Says: "In its area and hours alone: no suspicion is needed to search for weapons. Never choose by who somebody is.",
		},
		{
			Kind: PSPO, Version: 1, Name: "Public spaces protection order", Short: "PSPO",
			Source: "Anti-social Behaviour, Crime and Policing Act 2014, ss.59-63", Checked: checked,
			Longest: "3 years", Extended: AsItSays, Use: police, Designated: []string{"pcso", "warden"}, Who: "Constables, designated PCSOs, authorised council officers.",
			Says: "It prohibits what its text says, and nothing else.",
		},
		{
			Kind: Closure, Version: 1, Name: "Closure of premises", Short: "Closure",
			Source: "Anti-social Behaviour, Crime and Policing Act 2014, ss.76-80", Checked: checked,
			Longest: "3 months", Extended: "6 months", Use: police, Designated: []string{}, Who: "As the notice says.",
			Says: "Who may enter is as the notice or order says.",
		},
		{
			Kind: CumulativeImpact, Version: 1, Name: "Cumulative impact assessment", Short: "Cumulative impact",
			Source: "Licensing Act 2003, s.5A", Checked: checked, Use: []string{}, Designated: []string{}, Who: "Nobody: it is evidence for licensing policy.",
		},
	}
}

// Validate returns the first thing wrong with a law, after the name of its field.
func (l Law) Validate() error {
	if !slices.Contains(PowerKinds(), l.Kind) {
		return fmt.Errorf("kind: no kind of power %q; there are %s", l.Kind, Names(PowerKinds()))
	}
	for _, said := range [][2]string{{"name", l.Name}, {"short", l.Short}, {"source", l.Source}, {"who", l.Who}} {
		if strings.TrimSpace(said[1]) == "" {
			return fmt.Errorf("%s: say it in a few words", said[0])
		}
	}
	_, day := time.Parse(time.DateOnly, l.Checked)
	if _, month := time.Parse("2006-01", l.Checked); day != nil && month != nil {
		return fmt.Errorf("checked: %q is no day or month: write it YYYY-MM-DD", l.Checked)
	}
	if _, _, err := l.Longest.parse(); err != nil {
		return fmt.Errorf("longest: %w", err)
	}
	if _, _, err := l.Extended.parse(); err != nil {
		return fmt.Errorf("extended: %w", err)
	}
	if err := eachOnce("use", l.Use); err != nil {
		return err
	}
	return eachOnce("designated", l.Designated)
}

// eachOnce reports a role that is unknown or named twice.
func eachOnce(field string, roles []string) error {
	for i, role := range roles {
		if !slices.Contains(powerRoles(), role) || slices.Contains(roles[:i], role) {
			return fmt.Errorf("%s/%d: %q: name each of constable, pcso and warden at most once", field, i, role)
		}
	}
	return nil
}

// MayUse reports whether somebody of a role may use a power of this kind.
func (l Law) MayUse(role string, designated bool) bool {
	return slices.Contains(l.Use, role) || designated && slices.Contains(l.Designated, role)
}

// IsPower reports whether anybody may use it.
func (l Law) IsPower() bool { return len(l.Use)+len(l.Designated) > 0 }

// A Life is how long a power lasts at the most: 48 hours, 3 months, 3 years.
type Life string

// AsItSays is a life without a limit of its own: a power lasts as its text says.
const AsItSays Life = "as it says"

// parse returns a number and what it counts: hours, days, months or years; none for no limit.
func (l Life) parse() (n int, unit string, err error) {
	if l == "" || l == AsItSays {
		return 0, "", nil
	}
	number, unit, _ := strings.Cut(string(l), " ")
	n, err = strconv.Atoi(number)
	if unit = strings.TrimSuffix(unit, "s"); err != nil || n < 1 || n > 1000 || !slices.Contains([]string{"hour", "day", "month", "year"}, unit) {
		return 0, "", fmt.Errorf("%q: write it as 48 hours, 3 months or 3 years", l)
	}
	return n, unit, nil
}

// After returns when a life that begins at a time is over, by the calendar of the time's
// own zone; the zero time: it has no limit.
func (l Life) After(from time.Time) time.Time {
	switch n, unit, _ := l.parse(); unit {
	case "hour":
		return from.Add(time.Duration(n) * time.Hour)
	case "day":
		return from.AddDate(0, 0, n)
	case "month":
		return monthsAfter(from, n)
	case "year":
		return monthsAfter(from, 12*n)
	}
	return time.Time{}
}

// monthsAfter returns the same day of a later month, or the last day of a month that has
// no such day.
func monthsAfter(from time.Time, months int) time.Time {
	to := from.AddDate(0, months, 0)
	if to.Day() != from.Day() {
		to = to.AddDate(0, 0, -to.Day())
	}
	return to
}
