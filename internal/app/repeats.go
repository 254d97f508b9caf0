package app

import (
	"context"
	"errors"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
)

// RepeatsRequest asks whether offences near in space are near in time as well. A nil
// number is its default.
type RepeatsRequest struct {
	HotspotRequest
	Metres   []float64 `json:"metres"`    // edges of the bands of distance; nil: the default
	Days     []int     `json:"days"`      // edges of the bands of time; nil: the default
	Near     *float64  `json:"near_m"`    // how near a near repeat is
	NearDays *int      `json:"near_days"` // and how soon
	Shuffles *int      `json:"shuffles"`

	Manhattan bool `json:"manhattan"` // measure along the axes of the grid

	Seed *uint64 `json:"seed"`
}

const (
	defaultNear     = 200 // metres
	defaultNearDays = 14
	defaultShuffles = 999
	defaultSeed     = 1
	mostShuffles    = 99_999
)

func defaultMetres() []float64 { return []float64{0, 1, 100, 200, 400, 800} }
func defaultDays() []int       { return []int{0, 3, 7, 14, 28} }

// FindRepeats tests an area's offences for near repeats. The features are those
// that begin or follow one.
func (a *App) FindRepeats(ctx context.Context, r RepeatsRequest) (study.NearRepeats, geo.Collection, error) {
	fail := func(err error) (study.NearRepeats, geo.Collection, error) {
		return study.NearRepeats{}, geo.Collection{}, err
	}
	n := study.NearRepeats{Settings: r.settings()}
	bands := hotspot.Bands{Metres: n.Settings.Metres, Days: n.Settings.Days}
	if err := bands.Validate(); err != nil {
		return fail(fault.New(fault.Invalid, "%w", err))
	}
	if err := (hotspot.Bands{Metres: []float64{0, n.Settings.Near}, Days: []int{0, n.Settings.NearDays + 1}}).Validate(); err != nil {
		return fail(fault.New(fault.Invalid, "near_m, near_days: %w", err))
	}
	if n.Settings.Shuffles < 1 || n.Settings.Shuffles > mostShuffles {
		return fail(fault.New(fault.Invalid, "%d shuffles: ask for 1 to %d", n.Settings.Shuffles, mostShuffles))
	}
	if err := countsAlone(r.Measure, "near repeats are pairs of offences, whatever their harm; ask for the count"); err != nil {
		return fail(err)
	}
	if r.AllHours {
		return fail(noAllHours("near repeats need the day of each offence"))
	}
	b, group, err := a.basisOf(ctx, r.surface())
	if err != nil {
		return fail(err)
	}
	b.times, b.dated = true, true
	c, err := a.count(ctx, b)
	if err != nil && !errors.Is(err, hotspot.ErrHoursUnknown) {
		return fail(err)
	}
	located, err2 := a.located(ctx, c)
	if err2 != nil {
		return fail(err2)
	}
	offences := c.Dated(located, &n)
	if n.Dated == 0 && n.Undated > 0 {
		return fail(fault.New(fault.Unprocessable, "group %s in %s, %s: only months are known, and near repeats need the day of each offence; import an export of the records system, which has them", group.Name, b.area.Name, c.Period))
	}
	if err := step(ctx, 0.3); err != nil {
		return fail(err)
	}
	between := func() error { return step(ctx, 0.6) }
	roles, err := n.Test(&c, offences, between)
	if stopped := between(); stopped != nil {
		return fail(stopped)
	}
	if why := study.Unanswerable(""); err != nil && !errors.As(err, &why) {
		return fail(fault.New(fault.Invalid, "%w", err))
	}
	if err != nil {
		return fail(refused(err))
	}
	if n.Footing, err = a.footing(ctx, c, hotspot.ByCount); err != nil {
		return fail(err)
	}
	features := n.Follow(offences, roles)
	n.ID = "repeats-" + result.Digest(Version, "repeats", c.Inputs(), n)
	features.Members, features.Blank = map[string]any{"repeats": n}, study.RepeatProperties{}
	return n, features, nil
}

// settings fills in the defaults.
func (r RepeatsRequest) settings() study.RepeatSettings {
	s := study.RepeatSettings{
		Metres: r.Metres, Days: r.Days, Near: valueOr(r.Near, defaultNear), NearDays: valueOr(r.NearDays, defaultNearDays),
		Manhattan: r.Manhattan, Shuffles: valueOr(r.Shuffles, defaultShuffles), Seed: valueOr(r.Seed, defaultSeed),
	}
	if s.Metres == nil {
		s.Metres = defaultMetres()
	}
	if s.Days == nil {
		s.Days = defaultDays()
	}
	return s
}
