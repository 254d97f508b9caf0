package meeting

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"beatplan/crime"
	"beatplan/english"
)

// Where an intelligence item comes from.
const (
	National = "national" // the daily national picture
	Local    = "local"
	Partner  = "partner"
)

// Handling codes of the 3×5×2 system. Nobody here may read any other.
const (
	Permitted   = "P" // lawful sharing permitted
	Conditional = "C" // lawful sharing permitted with conditions
)

// mostWeight is the largest weight of an item: more would drown what was counted.
const mostWeight = 10

// An Item is an intelligence item: a dated, sourced note that raises what it names while
// it is valid, and expires by itself.
type Item struct {
	ID         string   `json:"id"`
	Version    int      `json:"version"` // counts up from 1 with every change
	Source     string   `json:"source"`  // national, local or partner
	Grade      string   `json:"grade"`   // 3×5: reliability 1 to 3 and assessment A to E, as 2-B; empty: not graded
	Handling   string   `json:"handling"`
	Conditions string   `json:"conditions"` // of handling code C; empty with P
	Text       string   `json:"text"`
	Categories []string `json:"categories"` // of sites: pharmacy
	Area       string   `json:"area"`       // code or name; empty: everywhere
	Groups     []string `json:"groups"`     // of offences that it speaks of; none: any
	Hours      string   `json:"hours"`      // rule of a clock, as Fri-Sat 22:00-03:00; empty: all
	Weight     float64  `json:"weight"`     // what it names counts so many times: above 1, at most 10
	From       string   `json:"from"`       // YYYY-MM-DD, the first day on which it is valid
	To         string   `json:"to"`         // the last
	Marking    string   `json:"marking"`    // protective marking
	Told       []string `json:"told"`       // who was told
}

// Validate returns an error that begins with the field that is wrong and ends with what
// would do.
func (i Item) Validate() error {
	from, err1 := time.Parse(time.DateOnly, i.From)
	to, err2 := time.Parse(time.DateOnly, i.To)
	switch {
	case !slices.Contains([]string{National, Local, Partner}, i.Source):
		return fmt.Errorf("source %q: it is national, local or partner", i.Source)
	case i.Text == "":
		return fmt.Errorf("text: say what is known")
	case i.Grade != "" && !regexp.MustCompile(`^[1-3]-[A-E]$`).MatchString(i.Grade):
		return fmt.Errorf("grade %q: reliability 1 to 3 and assessment A to E, as 2-B", i.Grade)
	case i.Handling != Permitted && i.Handling != Conditional:
		return fmt.Errorf("handling %q: nobody here may read it; the codes are P (sharing permitted) and C (with conditions)", i.Handling)
	case i.Handling == Conditional && i.Conditions == "":
		return fmt.Errorf("conditions: handling code C needs them")
	case i.Handling == Permitted && i.Conditions != "":
		return fmt.Errorf("conditions: handling code P has none; use C")
	case len(i.Categories) == 0 && i.Area == "" && len(i.Groups) == 0:
		return fmt.Errorf("categories: name categories of sites, an area or offence groups: the item must say what it raises")
	case !(i.Weight > 1 && i.Weight <= mostWeight):
		return fmt.Errorf("weight %g: above 1, at most %d", i.Weight, mostWeight)
	case err1 != nil:
		return fmt.Errorf("from %q: write it YYYY-MM-DD", i.From)
	case err2 != nil:
		return fmt.Errorf("to %q: write it YYYY-MM-DD", i.To)
	case to.Before(from):
		return fmt.Errorf("to %s: it is before from %s", i.To, i.From)
	}
	if i.Hours != "" {
		if _, err := crime.ParseClock("hours", i.Hours); err != nil {
			return fmt.Errorf("hours: %w", err)
		}
	}
	return nil
}

// Span returns from when until when the item is valid, in a zone.
func (i Item) Span(zone *time.Location) (from, to time.Time) {
	from, _ = time.ParseInLocation(time.DateOnly, i.From, zone) // Validate has read both
	to, _ = time.ParseInLocation(time.DateOnly, i.To, zone)
	return from, to.AddDate(0, 0, 1)
}

// Raises reports whether the item raises anything in a shift for some offence groups: it
// is valid at one of its hours in the shift, its information is not suspected to be
// false, and it speaks of one of the groups.
func (i Item) Raises(start, end time.Time, groups []string) bool {
	if strings.HasSuffix(i.Grade, "E") {
		return false
	}
	if len(i.Groups) > 0 && !slices.ContainsFunc(groups, func(g string) bool { return slices.Contains(i.Groups, g) }) {
		return false
	}
	from, to := i.Span(start.Location())
	if from.After(start) {
		start = from
	}
	if to.Before(end) {
		end = to
	}
	if i.Hours == "" {
		return start.Before(end)
	}
	clock, err := crime.ParseClock("hours", i.Hours)
	if err != nil {
		return false
	}
	for t := start; t.Before(end); t = t.Add(15 * time.Minute) {
		if clock.Takes(t) {
			return true
		}
	}
	return false
}

// State returns whether the item is to come, valid or expired on a day, YYYY-MM-DD.
func (i Item) State(day string) string {
	switch {
	case day < i.From:
		return "to come"
	case day > i.To:
		return "expired"
	}
	return "valid"
}

// Grading returns the grade with the handling code, as 2-B-P.
func (i Item) Grading() string {
	if i.Grade == "" {
		return "not graded, " + i.Handling
	}
	return i.Grade + "-" + i.Handling
}

// ReasonPrefix begins every reason that quotes an intelligence item: a partner edition
// leaves out what begins so.
const ReasonPrefix = "intelligence item "

// Reason returns why a plan calls at what the item raises. With conditions the text is
// not quoted.
func (i Item) Reason() string {
	source := map[string]string{National: "national picture", Local: "local", Partner: "partner"}[i.Source]
	said := i.Text
	if i.Handling == Conditional {
		said = "conditions apply, ask the intelligence desk"
	}
	return fmt.Sprintf("%s%s (%s, %s, to %s): %s", ReasonPrefix, i.ID, source, i.Grading(), i.To, said)
}

// RaisesNothing says what is not there that the item would raise; empty: something is.
func (i Item) RaisesNothing(categories []string) string {
	var missing []string
	for _, c := range i.Categories {
		if slices.Contains(categories, c) {
			return ""
		}
		missing = append(missing, english.Category(c))
	}
	if len(missing) == 0 {
		return ""
	}
	return "no " + strings.Join(missing, " and no ") + " is loaded: this raises nothing"
}
