package planner

import (
	"slices"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"beatplan/geo"
)

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

// A ListedPower is a power as a plan lists it, with the law behind it.
type ListedPower struct {
	PowerCard

	Who      string          `json:"who"`              // may use it
	Law      string          `json:"law"`              // the Act and its sections
	Checked  string          `json:"checked"`          // when that was last looked at
	Import   int64           `json:"import,omitempty"` // that brought it
	Standing geo.PowerStatus `json:"standing"`
}

// inForce returns the powers that a unit may use at a place at some time of a window.
func (p Problem) inForce(u Unit, at orb.Point, w Window) []PowerCard {
	cards := []PowerCard{}
	for _, power := range p.Powers {
		may := power.Terms().MayUse(string(u.Role), u.Designated)
		if !may || power.Status(w.From, w.To) != geo.InForce || !planar.MultiPolygonContains(power.Land, at) {
			continue
		}
		cards = append(cards, p.card(power))
	}
	return cards
}

// card writes a power for people.
func (p Problem) card(power geo.Power) PowerCard {
	law := power.Terms()
	card := PowerCard{
		Kind: power.Kind, Name: law.Name, Authority: power.Authority, Reference: power.Reference, From: p.written(power.From), Text: power.Text,
		Says: law.Says,
	}
	if over := power.Ends(); !over.IsZero() {
		card.To = p.written(over)
	}
	return card
}

// powers returns the powers that are in force in some part of the shift, and those that
// were over before it began. Neither has what is no power.
func (p Problem) powers() (current, expired []ListedPower) {
	current, expired = []ListedPower{}, []ListedPower{}
	for _, power := range p.Powers {
		law := power.Terms()
		listed := ListedPower{p.card(power), law.Who, law.Source, law.Checked, power.Import, power.Status(p.Start, p.End)}
		switch listed.Standing {
		case geo.InForce:
			current = append(current, listed)
		case geo.Expired, geo.TooLong:
			expired = append(expired, listed)
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
