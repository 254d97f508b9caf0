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
	Extended  bool      // of s60 alone: a superintendent has let it go on
	Land      orb.MultiPolygon
}

// Validate returns what the law, or good order, has against a power:
//
//	dispersal  48 hours at the most (section 34 (1))
//	s60        24 hours at the most (section 60 (1)), 24 more where extended (60 (3))
//
// The limits of the other kinds are in months and years, run on with renewals,
// and are not checked.
func (p Power) Validate() error {
	most := map[PowerKind]time.Duration{Dispersal: 48 * time.Hour, Section60: 24 * time.Hour}[p.Kind]
	limit := fmt.Sprintf("%.0f hours at the most", most.Hours())
	if p.Kind == Section60 {
		if p.Extended {
			most *= 2
			limit = "48 hours at the most, extended"
		} else {
			limit += " unless it is extended"
		}
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
	case p.Extended && p.Kind != Section60:
		return fmt.Errorf("extended: a %s cannot be; make it anew", p.Kind)
	case p.To.IsZero() && most > 0:
		return fmt.Errorf("no to: a %s lasts %s", p.Kind, limit)
	case p.To.IsZero():
		return nil
	case lasts <= 0:
		return errors.New("it ends before it begins, or at once")
	case most > 0 && lasts > most:
		return fmt.Errorf("it lasts %s: a %s lasts %s", lasts, p.Kind, limit)
	}
	return nil
}
