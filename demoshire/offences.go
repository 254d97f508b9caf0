package demoshire

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"beatplan/geo"
	"beatplan/hotspot"
)

const year = 2025

// An offender draws offences from the truth.
type offender struct {
	*people
	times     []float64 // what nights multiply nightly patterns by in each cell
	night     [168]bool
	zone      *time.Location
	rng       *rand.Rand
	landmarks *landmarks
}

// offend returns the offences of the year, in the order of their times.
func (p *people) offend(t Truth, sites []geo.Site, zone *time.Location, rng *rand.Rand) ([]hotspot.Record, error) {
	night, err := nightHours()
	if err != nil {
		return nil, err
	}
	o := offender{people: p, times: t.times(p.centres), night: night, zone: zone, rng: rng, landmarks: newLandmarks(p, sites)}
	var records []hotspot.Record
	for i, k := range kinds() {
		made, err := o.commit(k, t.Patterns[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k.Name, err)
		}
		records = append(records, made...)
	}
	slices.SortStableFunc(records, func(a, b hotspot.Record) int { return a.From.Compare(b.From) })
	for i := range records {
		r := &records[i]
		r.Reference = fmt.Sprintf("DM/%d/%06d", year, i+1)
		r.Key = hotspot.DigestOf("demoshire", r.Reference)
	}
	return records, nil
}

// commit draws the offences of a pattern.
func (o *offender) commit(k kind, p Pattern) ([]hotspot.Record, error) {
	cells := newLottery(p.Expected)
	hours := map[float64]lottery{} // by what nights multiply
	var records []hotspot.Record
	for _, quota := range p.Quotas {
		for range quota.Number {
			i := cells.draw(o.rng)
			times := 1.0
			if p.Nightly {
				times = o.times[i]
			}
			if hours[times] == nil {
				hours[times] = o.hours(p.Week, times)
			}
			r := hotspot.Record{AreaCode: o.wards[o.ward[i]].Code, Location: o.landmarks.near(i)}
			r.Type, r.Cell = quota.Type, o.lattice.Cells[i]
			at, err := o.anywhere(r.Cell, o.rng)
			if err != nil {
				return nil, err
			}
			r.At = &at
			o.when(&r, hours[times], k.span)
			r.Place = pick(k.places, o.rng)
			r.Flags = each(k.flags, o.rng)
			if r.Type != hotspot.AntiSocialBehaviour {
				r.Outcome = pick(outcomes(), o.rng)
			}
			records = append(records, r)
		}
	}
	return records, nil
}

// hours returns a lottery of the hours of the week where nights are multiplied.
func (o *offender) hours(week [168]float64, times float64) lottery {
	weights := week[:]
	for hour := range weights {
		if o.night[hour] {
			weights[hour] *= times
		}
	}
	return newLottery(weights)
}

// when gives a record a time: an instant on the five minutes, or an interval
// around one.
func (o *offender) when(r *hotspot.Record, hours lottery, s span) {
	for {
		at := o.instant(hours.draw(o.rng))
		r.From, r.To, r.Precision = at, at, hotspot.Instant
		if o.rng.Float64() < s.share {
			const step = 5 * time.Minute
			length := time.Duration(s.hours*o.rng.ExpFloat64()*float64(time.Hour)).Truncate(step) + 2*step
			length = min(length, 72*time.Hour)
			r.From = at.Add(-time.Duration(o.rng.Float64() * float64(length)).Truncate(step))
			r.To, r.Precision = r.From.Add(length), hotspot.Interval
		}
		local := r.From.In(o.zone)
		if local.Year() == year { // an interval may begin in the year before
			r.Month = hotspot.MonthOf(local)
			return
		}
	}
}

// instant returns a time of the year at an hour of the week, all days alike.
func (o *offender) instant(hour int) time.Time {
	newYear := (int(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Weekday()) + 6) % 7 // from Monday
	for {
		day := 1 + (hour/24-newYear+7)%7 + 7*o.rng.IntN(53)
		at := time.Date(year, 1, day, hour%24, 5*o.rng.IntN(12), 0, 0, o.zone)
		if at.Year() == year && hotspot.HourOfWeek(at) == hour { // an hour is missing in March
			return at.UTC()
		}
	}
}

func pick(from []chance, rng *rand.Rand) string {
	x := rng.Float64()
	for _, c := range from {
		if x -= c.p; x < 0 {
			return c.name
		}
	}
	return from[len(from)-1].name
}

func each(from []chance, rng *rand.Rand) []string {
	flags := []string{}
	for _, c := range from {
		if rng.Float64() < c.p {
			flags = append(flags, c.name)
		}
	}
	slices.Sort(flags)
	return flags
}

// outcomes are data.police.uk's words.
func outcomes() []chance {
	return []chance{
		{"Investigation complete; no suspect identified", 0.42},
		{"Unable to prosecute suspect", 0.33},
		{"Under investigation", 0.09},
		{"Awaiting court outcome", 0.07},
		{"Local resolution", 0.05},
		{"Offender given a caution", 0.03},
		{"", 0.01},
	}
}
