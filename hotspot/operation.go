package hotspot

import (
	"fmt"
	"slices"
)

// An Operation is a standing task of the force: what it targets, and when.
type Operation struct {
	Name   string
	Groups []string // in order of preference: the first that the data can tell apart
	Clock  string   // empty: the hours of the shift that is planned
}

// NamedOperation returns an operation by name:
//
//	nte      the night-time economy: nte-violence, on the nte clock
//	sceptre  knife crime: knife where offences carry the flag, otherwise robbery
func NamedOperation(name string) (Operation, error) {
	switch name {
	case "nte":
		return Operation{Name: name, Groups: []string{"nte-violence"}, Clock: "nte"}, nil
	case "sceptre":
		return Operation{Name: name, Groups: []string{"knife", "robbery"}}, nil
	}
	return Operation{}, fmt.Errorf("no operation %q; there are nte and sceptre", name)
}

// Choose returns the first of the operation's groups that some offence belongs
// to, and a note when that is not the one preferred.
func (o Operation) Choose(groups []Group, offences []Offence) (chosen Group, note string, err error) {
	for n, name := range o.Groups {
		for _, g := range groups {
			if g.Name != name {
				continue
			}
			if last := n == len(o.Groups)-1; !last && !slices.ContainsFunc(offences, g.matcher()) {
				continue
			}
			if n > 0 {
				note = fmt.Sprintf("no offence here carries what group %s needs, so operation %s uses %s", o.Groups[0], o.Name, name)
			}
			return g, note, nil
		}
	}
	return Group{}, "", fmt.Errorf("operation %s needs one of the offence groups %v", o.Name, o.Groups)
}
