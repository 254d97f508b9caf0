package planner

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Role is what the officers of a unit are. It decides which powers they may use.
type Role string

// The roles of units that are planned for. Door teams, street pastors, taxi marshals and
// cameras are not: they are known to be where they are.
const (
	Constable Role = "constable"
	PCSO      Role = "pcso"   // police community support officer
	Warden    Role = "warden" // a council's community safety officer
)

// ParseRole reads the name of a role.
func ParseRole(s string) (Role, error) {
	switch r := Role(strings.ToLower(s)); r {
	case Constable, PCSO, Warden:
		return r, nil
	case "door-team", "door-staff", "street-pastor", "taxi-marshal", "cctv":
		return "", fmt.Errorf("%s are known to be where they are, and no route is planned for them: load them as sites", strings.ReplaceAll(string(r), "-", " "))
	}
	return "", fmt.Errorf("no role %q; there are constable, pcso and warden", s)
}

// A Duty is what a unit is there for.
type Duty string

// The duties.
const (
	Dedicated     Duty = ""              // to patrol: the policy says how much of its shift is kept for calls
	Neighbourhood Duty = "neighbourhood" // two fifths of its shift are kept for calls
	Response      Duty = "response"      // it answers calls: it has places, not a route
)

// ParseDuty reads the name of a duty.
func ParseDuty(s string) (Duty, error) {
	switch d := Duty(strings.ToLower(s)); d {
	case Dedicated, Neighbourhood, Response:
		return d, nil
	case "patrol":
		return Dedicated, nil
	}
	return "", fmt.Errorf("no duty %q; there are patrol, neighbourhood and response", s)
}

// slack returns the least share of a shift that is kept for calls: a judgement.
func (d Duty) slack() float64 {
	if d == Neighbourhood {
		return 0.4
	}
	return 0
}

// Agency returns whose officers of a role are.
func (r Role) Agency() string {
	if r == Warden {
		return "council"
	}
	return "police"
}

// Can returns the capabilities of a role, in words that complete "can".
func (r Role) Can() []string {
	switch r {
	case Constable:
		return []string{"search people", "arrest", "engage"}
	case PCSO, Warden:
		return []string{"engage"}
	}
	return nil
}

func (r Role) noun(n int) string {
	name := string(r)
	if r == PCSO {
		name = "PCSO"
	}
	return count(n, name)
}

// Call is what people call a unit: Unit 2.
func (u Unit) Call() string {
	first, size := utf8.DecodeRuneInString(u.ID)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + strings.ReplaceAll(u.ID[size:], "-", " ")
}

// Label names a unit for people with who is in it: Unit 2 (2 PCSOs, on foot).
func (u Unit) Label() string {
	mode := map[Mode]string{Foot: "on foot", Cycle: "by cycle", Vehicle: "by vehicle"}[u.Mode]
	if u.Role == "" {
		return fmt.Sprintf("%s (%s)", u.Call(), mode)
	}
	return fmt.Sprintf("%s (%s, %s)", u.Call(), u.Role.noun(u.Officers), mode)
}
