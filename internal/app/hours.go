package app

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
)

// HoursRequest asks when offences happened.
type HoursRequest struct {
	HotspotRequest
	HarmCap *float64        `json:"harm_cap"`
	Outline json.RawMessage `json:"outline,omitempty"` // a GeoJSON Polygon or MultiPolygon in the area; empty: all of it
}

// Hours say when offences happened, and how well that is known.
type Hours struct {
	study.Footing
	Settings HoursSettings `json:"settings"`
	Rule     string        `json:"rule"`           // of the clock
	Dates    []string      `json:"calendar_dates"` // policing days that the calendar adds to it
	hotspot.Times
}

// HoursSettings are what hours are told by.
type HoursSettings struct {
	Weights string  `json:"weights"`
	Long    float64 `json:"long_hours"` // an interval longer than that says next to nothing of the hour
	Held    float64 `json:"peak_holds"` // the share that the peak is the shortest run of hours to hold
	Least   int     `json:"peak_least"` // how many offences it takes to say that a peak stands out
	Day     int     `json:"day_begins"` // hour at which the policing day begins
	Zone    string  `json:"time_zone"`  // of the hours
}

// TellHours says when the offences of an area happened, or of its cells whose centres an
// outline holds: what they stand on is then still the area's. The feature is the area.
// Month-only offences take no part, and without others there is no answer.
func (a *App) TellHours(ctx context.Context, r HoursRequest) (Hours, geo.Collection, error) {
	measure, err := amount(r.Measure)
	if err != nil {
		return Hours{}, geo.Collection{}, err
	}
	if r.AllHours {
		return Hours{}, geo.Collection{}, noAllHours("hours are what is asked for")
	}
	b, group, err := a.basisOf(ctx, r.surface())
	if err != nil {
		return Hours{}, geo.Collection{}, err
	}
	b.times = true
	c, err := a.count(ctx, b)
	if err == nil {
		err = capHarm(&c, r.HarmCap)
	}
	if err == nil {
		err = step(ctx, 0.6)
	}
	var times hotspot.Times
	if err == nil {
		times, err = r.times(c, measure)
	}
	if errors.Is(err, hotspot.ErrHoursUnknown) {
		return Hours{}, geo.Collection{}, fault.New(fault.Unprocessable, "group %s in %s, %s: %w, so nothing can be said of hours; import an export of the records system, which has them", group.Name, b.area.Name, c.Period, hotspot.ErrHoursUnknown)
	}
	if err != nil {
		return Hours{}, geo.Collection{}, err
	}
	h := Hours{Rule: c.Question.Clock.Rule, Dates: []string{}, Times: times, Settings: HoursSettings{
		Weights: "an interval gives each hour its share of the elapsed time (aoristic)",
		Long:    hotspot.LongSpan.Hours(), Held: 0.5, Least: hotspot.PeakLeast, Day: crime.DayBegins, Zone: a.zone.String(),
	}}
	for _, d := range c.Question.Clock.Dates() {
		h.Dates = append(h.Dates, crime.PolicingDay(d).Format("2006-01-02"))
	}
	if h.Footing, err = a.footing(ctx, c, measure); err != nil {
		return h, geo.Collection{}, err
	}
	if times.Untimed > 0 && len(c.Heaps) > 0 {
		h.Notes = append(h.Notes, english.Count(float64(times.Untimed), "offence")+" took no part: the hours are not known")
	} else if times.Untimed > 0 && c.Question.Clock.All() { // the footing counts them at all hours
		h.Notes = append(h.Notes, english.Count(float64(times.Untimed), "offence")+" took no part: only the month is known")
	}
	h.ID = "hours-" + result.Digest(Version, "hours", c.Inputs(), h)
	return h, geo.Collection{Features: []geo.Feature{{ID: b.area.Code, Geometry: b.area.Land, Properties: h}}}, nil
}

// times tells the times of a count where they are asked for.
func (r HoursRequest) times(c study.Study, measure hotspot.Measure) (hotspot.Times, error) {
	on := c.Lattice
	if len(r.Outline) > 0 {
		outline, err := outlineOf("outline", r.Outline, false)
		if err != nil {
			return hotspot.Times{}, err
		}
		on, err = on.Within(func(centre orb.Point) bool { return planar.MultiPolygonContains(outline, centre) })
		if err != nil {
			return hotspot.Times{}, err
		}
	}
	return hotspot.TimesOf(on, c.Offences, c.Question, c.Weight(measure))
}

// An HourRow is one hour of a policing day.
type HourRow struct {
	Day   string  `json:"policing_day"`
	Hour  int     `json:"hour"`  // of the clock, 0 to 23
	Sum   float64 `json:"sum"`   // offences, or their harm, at hours of the clock
	Share float64 `json:"share"` // of all, 0 to 1
}

// Rows returns the week as a table, from the beginning of Monday's policing day on.
func (h Hours) Rows() geo.Collection {
	var c geo.Collection
	for at := range h.Week {
		hour := (at + crime.DayBegins) % len(h.Week)
		row := HourRow{Day: time.Weekday((at/24 + 1) % 7).String(), Hour: hour % 24, Sum: h.Week[hour]}
		if h.Sum > 0 {
			row.Share = row.Sum / h.Sum
		}
		c.Features = append(c.Features, geo.Feature{Properties: row})
	}
	return c
}

// noAllHours refuses to count at all hours what is nothing without its time, and says
// why.
func noAllHours(why string) error {
	return fault.New(fault.Invalid, "%s: offences known to the month alone take no part, at all hours or at any", why)
}
