package geo

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// A PowerKind is a kind of legal power over an area.
type PowerKind string

// The kinds of power, and the law behind them.
const (
	Dispersal        PowerKind = "dispersal"         // Anti-social Behaviour, Crime and Policing Act 2014, section 34
	Section60        PowerKind = "s60"               // Criminal Justice and Public Order Act 1994, section 60
	PSPO             PowerKind = "pspo"              // public spaces protection order: 2014 Act, section 59
	Closure          PowerKind = "closure"           // of premises: 2014 Act, sections 76 and 80
	CumulativeImpact PowerKind = "cumulative-impact" // assessment of licensed premises: Licensing Act 2003, section 5A
)

// PowerKinds returns the kinds.
func PowerKinds() []PowerKind {
	return []PowerKind{Dispersal, Section60, PSPO, Closure, CumulativeImpact}
}

// A Power is a dated legal power over an area. It says what officers may do
// there; where it is in force is no reason by itself to search anybody.
type Power struct {
	Kind      PowerKind
	Authority string    // who made it
	Reference string    // the authority's own; tells it from the authority's others
	Text      string    // what it says, in the authority's words
	From      time.Time // UTC
	To        time.Time // when it is over, UTC; zero: it stands until it is withdrawn
	Extended  bool      // it was let go on, as its law allows
	Land      orb.MultiPolygon

	Law    *Law  `json:",omitempty"` // what the law says of its kind; nil: as [DefaultLaws] have it
	Import int64 `json:",omitempty"` // that brought it; 0: not known
}

// A PowerStatus is how a power stands between two times.
type PowerStatus string

// The statuses.
const (
	InForce PowerStatus = "in force"
	Expired PowerStatus = "expired"
	NotYet  PowerStatus = "not yet"
	TooLong PowerStatus = "past its longest life" // it says that it goes on, and the law says that it cannot
	NoPower PowerStatus = "no power"
)

// Terms returns what the law says of a power.
func (p Power) Terms() Law {
	if p.Law != nil {
		return *p.Law
	}
	for _, l := range DefaultLaws() {
		if l.Kind == p.Kind {
			return l
		}
	}
	return Law{Kind: p.Kind, Name: string(p.Kind), Short: string(p.Kind)}
}

// life returns how long a power may last.
func (p Power) life() Life {
	if l := p.Terms(); !p.Extended {
		return l.Longest
	} else if l.Extended != "" {
		return l.Extended
	} else {
		return l.Longest
	}
}

// Ends returns when a power is over: its end, or the longest that the law gives it. The
// zero time: it stands until it is withdrawn.
func (p Power) Ends() time.Time {
	if most := p.life().After(p.From); !most.IsZero() && (p.To.IsZero() || p.To.After(most)) {
		return most
	}
	return p.To
}

// Status returns how a power stands between two times.
func (p Power) Status(from, to time.Time) PowerStatus {
	over := func(end time.Time) bool { return !end.IsZero() && !end.After(from) }
	switch {
	case !p.Terms().IsPower():
		return NoPower
	case !p.From.Before(to):
		return NotYet
	case over(p.To):
		return Expired
	case over(p.Ends()):
		return TooLong
	}
	return InForce
}

// Validate returns what the law, or good order, has against a power. A life that its
// law counts in hours is checked. Longer ones run on with renewals, and are not.
func (p Power) Validate() error {
	l := p.Terms()
	n, unit, _ := p.life().parse()
	limited := n > 0 && unit == "hour"
	limit := fmt.Sprintf("%s at the most", p.life())
	if p.Extended {
		limit += ", extended"
	} else if l.Extended != "" {
		limit += " unless it is extended"
	}
	switch lasts := p.To.Sub(p.From); {
	case !slices.Contains(PowerKinds(), p.Kind):
		return fmt.Errorf("no kind of power %q; there are %s", p.Kind, Names(PowerKinds()))
	case p.Authority == "":
		return errors.New("no authority: who made it")
	case p.Reference == "":
		return errors.New("no reference: the authority's own")
	case p.From.IsZero():
		return errors.New("no from: when it begins")
	case p.Extended && l.Extended == "":
		return fmt.Errorf("extended: a %s cannot be; make it anew", p.Kind)
	case p.To.IsZero() && limited:
		return fmt.Errorf("no to: a %s lasts %s", p.Kind, limit)
	case p.To.IsZero():
		return nil
	case lasts <= 0:
		return errors.New("it ends before it begins, or at once")
	case limited && p.To.After(p.Ends()):
		return fmt.Errorf("it lasts %s: a %s lasts %s", lasts, p.Kind, limit)
	}
	return nil
}
