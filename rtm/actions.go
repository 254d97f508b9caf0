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

	// Groups are the offence groups that it is for; none means every one.
	Groups []string `json:"groups,omitempty"`
}

// String writes an action as [ParseAction] reads it.
func (a Action) String() string {
	s := a.Agency + ": " + a.FourP + ": " + a.Does
	if len(a.Groups) > 0 {
		s += " [" + strings.Join(a.Groups, ", ") + "]"
	}
	return s
}

// For returns the actions that are for an offence group.
func (a Actions) For(group string) []Action {
	return slices.DeleteFunc(slices.Clone(a.Actions), func(action Action) bool {
		return len(action.Groups) > 0 && !slices.Contains(action.Groups, group)
	})
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
		case slices.Contains(action.Groups, ""):
			return fmt.Errorf("factor %s, action %d: an offence group without a name: leave the groups out for all of them", a.Factor, i+1)
		}
	}
	return nil
}

// ParseAction reads «AGENCY: FOUR-P: WHAT IT DOES», which may end with the offence groups
// that it is for: «[robbery, knife]».
func ParseAction(s string) (Action, error) {
	var groups []string
	if words, list, found := strings.Cut(s, " ["); found && strings.HasSuffix(list, "]") {
		s = words
		for _, group := range strings.Split(strings.TrimSuffix(list, "]"), ",") {
			groups = append(groups, strings.TrimSpace(group))
		}
	}
	agency, rest, found := strings.Cut(s, ":")
	fourP, does, found2 := strings.Cut(rest, ":")
	a := Action{Agency: strings.TrimSpace(agency), FourP: strings.TrimSpace(fourP), Does: strings.TrimSpace(does), Groups: groups}
	if !found || !found2 || a.Agency == "" || a.Does == "" {
		return a, fmt.Errorf("%q is no action: write «AGENCY: FOUR-P: WHAT IT DOES», as in «licensing authority: Prevent: review the licence»", s)
	}
	if i := slices.IndexFunc(FourPs(), func(p string) bool { return strings.EqualFold(p, a.FourP) }); i >= 0 {
		a.FourP = FourPs()[i]
		return a, nil
	}
	return a, fmt.Errorf("%q: %q is none of %s", s, a.FourP, strings.Join(FourPs(), ", "))
}
