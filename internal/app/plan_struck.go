package app

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/planner"
	"beatplan/study"
	"beatplan/zones"
)

// struckOut returns which of some places a spot is, or else no reason. People struck these
// out, and only whoever plans can have a spot there all the same, by its name: intelligence
// raises no place that people decided against. Notes say of either.
func (r spotRules) struckOut(fine *study.Study, struck []zones.Place) func(study.ShiftSpot) leaving {
	said := map[string]bool{} // notes on intelligence
	return func(s study.ShiftSpot) leaving {
		i := slices.IndexFunc(struck, func(p zones.Place) bool { return isPlace(s, p, fine.Lattice.Resolution) })
		if i < 0 {
			return leaving{}
		}
		decided := fmt.Sprintf("%s: %s", struck[i].Name, struck[i].Reason)
		if r.doubled(s) {
			fine.Note("%s is a spot though people struck it out (%s): %s", s.Name, decided, asDoubled)
			return leaving{}
		}
		for _, item := range r.raised {
			if key := item.ID + decided; item.holds(s.At) && !said[key] {
				said[key] = true
				fine.Note("%s raises land that people struck out (%s): that stays left out", item.Reason(), decided)
			}
		}
		return leaving{zones.StruckOut, decided}
	}
}

// isPlace reports whether a spot is a place, and not only beside it or on its edge: most of
// its harm or half of its cells lie there, or a place smaller than a cell is where most of
// its harm is.
func isPlace(s study.ShiftSpot, p zones.Place, resolution int) bool {
	in := 0
	for _, at := range s.Centres {
		if planar.MultiPolygonContains(p.Outline, at) {
			in++
		}
	}
	if planar.MultiPolygonContains(p.Outline, s.At) || in > 0 && 2*in >= len(s.Centres) {
		return true
	}
	worst, err := geo.CellAt(s.At, resolution)
	return err == nil && slices.ContainsFunc(p.Outline, func(part orb.Polygon) bool {
		cell, err := geo.CellAt(geo.Middle(orb.MultiPolygon{part}), resolution)
		return err == nil && cell == worst
	})
}

// noteLeftOut says how much a plan leaves out, for each reason, and refuses one that would
// have no spot. The details are those of the strikes.
func noteLeftOut(c *study.Study, p planner.Problem, operation string, spots int, details []string) error {
	places, harm := map[zones.Reason]int{}, map[zones.Reason]float64{}
	for _, l := range p.LeftOut {
		places[zones.Reason(l.Reason)]++
		harm[zones.Reason(l.Reason)] += l.Harm
	}
	decided := english.And(slices.Compact(slices.Sorted(slices.Values(details))))
	far, struck := places[zones.NoEconomyNear], places[zones.StruckOut]
	switch {
	case spots > 0 || len(p.LeftOut) == 0:
	case far == 0:
		return fault.New(fault.Unprocessable,
			"%s: people struck out every place with harm (%s), so that the plan would have no spot: lift what they decided for operation %s, or name a spot for two units at once (double)", c.Area.Name, decided, operation)
	default:
		besides := ""
		if struck > 0 {
			besides = fmt.Sprintf(", besides what people struck out (%s)", decided)
		}
		return fault.New(fault.Unprocessable,
			"%s: no place with harm has a night-time economy near%s, which stands for hours that are unknown, so that the plan would have no spot: load the licensed premises that are missing, include a place for operation %s, or plan for an operation whose areas lie anywhere (premises false)", c.Area.Name, besides, operation)
	}
	if far > 0 {
		c.Note("left out as from focus areas, with %s: %s where %s in the shift; hours are unknown, and licensed premises stand for them; to send a unit to one all the same, include it as a place for operation %s and plan again",
			zones.NoEconomyNear, english.Count(float64(far), "place"), present(c, harm[zones.NoEconomyNear]), operation)
	}
	if struck > 0 {
		c.Note("left out as from focus areas, %s by people: %s where %s in the shift (%s); to send a unit to one all the same, name it for two units at once (double), or lift what was decided for operation %s and plan again",
			zones.StruckOut, english.Count(float64(struck), "place"), present(c, harm[zones.StruckOut]), decided, operation)
	}
	return nil
}

// present writes harm that is present somewhere, in what a study ranks by.
func present(c *study.Study, harm float64) string {
	if c.Question.Harm.Version == 0 {
		return fmt.Sprintf("%.3g offences are expected", harm)
	}
	return fmt.Sprintf("%.0f days of harm are present", harm)
}
