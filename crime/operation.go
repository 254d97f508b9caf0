package crime

import (
	"fmt"
	"slices"
)

// An Operation is a standing task of the force: what it targets, and when.
type Operation struct {
	Name   string
	Groups []string // in order of preference: the first of which enough offences count
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

// enough is how many offences make a group worth an operation's while.
const enough = 10

// Choose returns the first of the operation's groups of which enough offences
// count, or else the one of which most do, and a note when that is not the one
// preferred. Counted says how many of a group count, where and when it is asked.
func (o Operation) Choose(groups []Group, counted func(Group) float64) (chosen Group, note string, err error) {
	var best Group
	most, preferred := -1.0, 0.0
	for n, name := range o.Groups {
		i := slices.IndexFunc(groups, func(g Group) bool { return g.Name == name })
		if i < 0 {
			continue
		}
		number := counted(groups[i])
		if n == 0 {
			preferred = number
		}
		if number > most || number == 0 && most == 0 {
			best, most = groups[i], number
		}
		if number >= enough {
			break
		}
	}
	switch {
	case most < 0:
		return best, "", fmt.Errorf("operation %s needs one of the offence groups %v", o.Name, o.Groups)
	case best.Name == o.Groups[0]:
		return best, "", nil
	case preferred == 0:
		return best, fmt.Sprintf("no offence here carries what group %s needs, so operation %s uses %s", o.Groups[0], o.Name, best.Name), nil
	}
	return best, fmt.Sprintf("only %.3g offences of group %s count here, fewer than %d, so operation %s uses %s",
		preferred, o.Groups[0], enough, o.Name, best.Name), nil
}
