package app

import (
	"context"
	"slices"
	"time"

	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/crime"
	"beatplan/hotspot"
	"beatplan/internal/ledger"
	"beatplan/study"
)

// Lineages keeps what results were made from, and by whom.
type Lineages interface {
	Lineage(ctx context.Context, id string) ([]ledger.Source, error)
	Maker(ctx context.Context, id string) (principal string, at time.Time, err error)
}

// LeftOut is how many offences of the group in the training period take no part in a
// model, by reason.
type LeftOut struct {
	PoliceGenerated int     `json:"police_generated"` // they show where officers looked
	Unplaced        int     `json:"unplaced"`         // no position, anywhere in the data
	MonthOnly       int     `json:"month_only"`       // the clock needs hours, and the month alone is known
	Elsewhen        float64 `json:"elsewhen"`         // at hours that the clock leaves out
	InWater         float64 `json:"in_water"`         // in cells whose centres are in water
}

// leftOut counts what takes no part in a count of a group, or of its targets.
func (a *App) leftOut(ctx context.Context, c study.Study, group crime.Group) (LeftOut, error) {
	l := LeftOut{MonthOnly: c.Tally.MonthOnly, Elsewhen: c.Tally.Elsewhen}
	if slices.Contains(c.Question.Group.WithoutFlags, crime.FlagPoliceGenerated) {
		q := c.Question
		q.AllHours, q.Group = true, group
		q.Group.WithoutFlags = slices.DeleteFunc(slices.Clone(group.WithoutFlags), func(f string) bool { return f == crime.FlagPoliceGenerated })
		all, err := hotspot.Count(c.Lattice, c.Offences, q)
		if err != nil {
			return l, err
		}
		l.PoliceGenerated = all.PoliceGenerated
	}
	var err error
	if l.InWater, err = c.InWater(); err != nil {
		return l, err
	}
	l.Unplaced, err = a.store.Unplaced(ctx, c.Period, c.Question.Group)
	return l, err
}

// lineageOf says which imports fed a count.
func lineageOf(c *study.Study) ledger.Inputs {
	return ledger.Inputs{
		AreaKind: c.Area.Kind, AreaCode: c.Area.Code, Bound: c.Area.Land.Bound(),
		From: c.Period.From.Start(time.UTC), To: c.Period.To.Start(time.UTC), Types: c.Question.Group.AllTypes(),
		Calendar: c.Question.Clock.OfCalendar(),
	}
}

// modelLineage says which imports fed a model.
func modelLineage(c *study.Study, test *crime.Period, r ModelRequest) ledger.Inputs {
	f := lineageOf(c)
	if test != nil {
		f.To = test.To.Start(time.UTC)
	}
	f.Sites = orbgeo.BoundPad(f.Bound, r.farthest())
	f.Streets = r.Exposure == study.ByStreets || r.Distance == NetworkDistance || slices.Contains(r.With, mainRoads) || slices.Contains(r.With, footpaths)
	if r.Exposure == study.ByResidents {
		f.People = study.Residents
	}
	return f
}
