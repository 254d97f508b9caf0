package planner

import (
	"slices"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"beatplan/geo"
)

// A use says who may use a power, how long it may last at the most, and what officers
// must know of it.
type use struct {
	name       string
	years      int // at the most, where it has no end; 0: no limit of its own
	roles      []Role
	designated []Role // who may use it if they are designated or authorised for it
	says       string
}

// uses are the powers that stop cards may show. A cumulative impact assessment is none:
// it is evidence for licensing policy.
//
// Sources: Anti-social Behaviour, Crime and Policing Act 2014, ss.34-35 (dispersal), 59-63
// (public spaces protection), 76-80 (closure); Criminal Justice and Public Order Act 1994,
// s.60; Police Reform Act 2002, s.38 and schedule 3B (designation of PCSOs).
func uses() map[geo.PowerKind]use {
	return map[geo.PowerKind]use{
		geo.Dispersal: {
			name: "Dispersal authority (s.34)", roles: []Role{Constable}, designated: []Role{PCSO},
			says: "a direction to leave needs grounds of its own, and is given in writing where that can be done",
		},
		geo.Section60: {
			name: "Section 60", roles: []Role{Constable},
			says: "in its area and hours no suspicion is needed to search for weapons; never choose by who somebody is",
		},
		geo.PSPO: {
			name: "Public spaces protection order", years: 3, roles: []Role{Constable}, designated: []Role{PCSO, Warden},
			says: "it prohibits what its text says, and nothing else",
		},
		geo.Closure: {
			name: "Closure of premises", roles: []Role{Constable},
			says: "who may enter is as the notice or order says",
		},
	}
}

// A PowerCard is a power as a stop card shows it.
type PowerCard struct {
	Kind      geo.PowerKind `json:"kind"`
	Name      string        `json:"name"`
	Authority string        `json:"authority"`
	Reference string        `json:"reference"`
	From      string        `json:"from"`
	To        string        `json:"to,omitempty"` // none: until it is withdrawn
	Text      string        `json:"text"`         // what it says, in the authority's words
	Says      string        `json:"says"`         // what officers must know of it
}

// ends returns when a power is over: its end, or the longest that one of its kind may
// last. The zero time means that it stands until it is withdrawn.
func ends(p geo.Power) time.Time {
	if years := uses()[p.Kind].years; years > 0 {
		if most := p.From.AddDate(years, 0, 0); p.To.IsZero() || p.To.After(most) {
			return most
		}
	}
	return p.To
}

// inForce returns the powers that a unit may use at a place at some time of a window.
func (p Problem) inForce(u Unit, at orb.Point, w Window) []PowerCard {
	cards := []PowerCard{}
	for _, power := range p.Powers {
		use, known := uses()[power.Kind]
		may := slices.Contains(use.roles, u.Role) || u.Designated && slices.Contains(use.designated, u.Role)
		over := ends(power)
		if !known || !may || !power.From.Before(w.To) || !over.IsZero() && !over.After(w.From) || !planar.MultiPolygonContains(power.Land, at) {
			continue
		}
		cards = append(cards, p.card(power))
	}
	return cards
}

// card writes a power for people.
func (p Problem) card(power geo.Power) PowerCard {
	use := uses()[power.Kind]
	card := PowerCard{
		Kind: power.Kind, Name: use.name, Authority: power.Authority, Reference: power.Reference,
		From: p.written(power.From), Text: power.Text, Says: use.says,
	}
	if over := ends(power); !over.IsZero() {
		card.To = p.written(over)
	}
	return card
}

// powers returns the powers that are in force in some part of the shift, and those that
// were over before it began. Neither has what is no power.
func (p Problem) powers() (current, expired []PowerCard) {
	current, expired = []PowerCard{}, []PowerCard{}
	for _, power := range p.Powers {
		if _, known := uses()[power.Kind]; !known {
			continue
		}
		if over := ends(power); !over.IsZero() && !over.After(p.Start) {
			expired = append(expired, p.card(power))
		} else if power.From.Before(p.End) {
			current = append(current, p.card(power))
		}
	}
	return current, expired
}

// grounds is what a card says of searches where no section 60 is in force. Only police
// have it on theirs.
func grounds(u Unit, powers []PowerCard) string {
	s60 := slices.ContainsFunc(powers, func(c PowerCard) bool { return c.Kind == geo.Section60 })
	if u.Role != Constable && u.Role != PCSO || s60 {
		return ""
	}
	return "being in this place is not by itself reasonable grounds for a search"
}

// written is how documents write a time: in the zone of the shift's start.
func (p Problem) written(t time.Time) string {
	return t.In(p.Start.Location()).Format(time.RFC3339)
}
