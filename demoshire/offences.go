package demoshire

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"beatplan/crime"
)

// An offender draws offences from the truth.
type offender struct {
	*people
	truth      Truth
	cells      []lottery // of each pattern
	times      []float64 // what nights multiply nightly patterns by in each cell
	night      [168]bool
	start, end time.Time // of the years that offences happen in
	zone       *time.Location
	rng        *rand.Rand
	landmarks  *landmarks
	patrols    patrols
	snaps      *snapper // nil: positions stay
	incidents  int      // so far
	made       int      // offences so far
}

// A draft is an offence that has no reference yet.
type draft struct {
	crime.Record
	pattern  int
	incident int
}

// Offences draws the offences of a county that [Found] or [Generate] has made:
// every time the same. They come in batches of a usual year's number, each of them
// a small picture of all years and in the order of its times, so that any number
// of offences takes the memory of a batch. An error, which a computation on H3
// cells may return, ends them.
func (c County) Offences() iter.Seq2[crime.Record, error] {
	return func(yield func(crime.Record, error) bool) {
		fail := func(err error) {
			yield(crime.Record{}, fmt.Errorf("offences of seed %d: %w", c.options.Seed, err))
		}
		o, err := c.offender()
		if err != nil {
			fail(err)
			return
		}
		for n := c.options.Offences; n > 0; n -= usual() {
			batch, err := o.batch(min(n, usual()))
			if err != nil {
				fail(err)
				return
			}
			for _, d := range batch {
				if !yield(d.Record, nil) {
					return
				}
			}
		}
	}
}

func (c County) offender() (*offender, error) {
	night, err := nightHours()
	if err != nil {
		return nil, err
	}
	o := &offender{
		people: c.people, truth: c.Truth, times: c.Truth.times(c.people.centres), night: night,
		start: time.Date(lastYear-c.options.Years+1, 1, 1, 0, 0, 0, 0, c.zone),
		end:   time.Date(lastYear+1, 1, 1, 0, 0, 0, 0, c.zone),
		zone:  c.zone, rng: c.options.stream(3), landmarks: newLandmarks(c.people, c.Sites),
		patrols: patrols{},
	}
	for _, p := range c.Truth.Patterns {
		o.cells = append(o.cells, newLottery(p.Expected))
	}
	if len(c.Truth.Snaps) > 0 {
		o.snaps, err = newSnapper(c.Truth.Snaps)
	}
	return o, err
}

// batch draws n offences, in the order of their times.
func (o *offender) batch(n int) ([]*draft, error) {
	drafts := make([]*draft, 0, n)
	quotas := share(n)
	for i, k := range kinds() {
		made, err := o.commit(i, k, quotas[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k.Name, err)
		}
		drafts = append(drafts, made...)
	}
	slices.SortStableFunc(drafts, func(a, b *draft) int { return a.From.Compare(b.From) })
	if err := o.search(drafts); err != nil {
		return nil, err
	}
	references := map[int]string{} // of incidents
	for _, d := range drafts {
		if o.snaps != nil {
			if err := o.snap(&d.Record); err != nil {
				return nil, err
			}
		}
		o.made++
		number := fmt.Sprintf("%d/%06d", d.From.In(o.zone).Year(), o.made)
		if references[d.incident] == "" {
			references[d.incident] = "DI/" + number
		}
		d.Reference, d.Incident = "DM/"+number, references[d.incident]
		d.Source, d.Key = source, crime.DigestOf(source, d.Reference)
	}
	return drafts, nil
}

// commit draws the offences of a pattern.
func (o *offender) commit(pattern int, k kind, quotas []int) ([]*draft, error) {
	p := o.truth.Patterns[pattern]
	hours := map[float64]lottery{} // by what nights multiply
	var drafts []*draft
	for q, number := range quotas {
		for left := number; left > 0; {
			i := o.cells[pattern].draw(o.rng)
			times := 1.0
			if p.Nightly {
				times = o.times[i]
			}
			if hours[times] == nil {
				hours[times] = o.hours(p.Week, times)
			}
			d := draft{pattern: pattern, incident: o.incidents}
			d.Type, d.Marking = p.Quotas[q].Type, "OFFICIAL"
			if err := o.move(&d.Record, i); err != nil {
				return nil, err
			}
			o.when(&d.Record, hours[times], k.span)
			d.Offence.Place = pick(k.places, o.rng)
			d.Flags = each(k.flags, o.rng)
			if d.Type != crime.AntiSocialBehaviour {
				d.Outcome = pick(outcomes(), o.rng)
			}
			for range min(left, o.victims()) {
				victim := d
				drafts = append(drafts, &victim)
				left--
			}
			o.incidents++
		}
	}
	return drafts, nil
}

// victims draws how many offences an incident is.
func (o *offender) victims() int {
	n := 1
	for o.truth.World == Misspecified && o.rng.Float64() < anotherVictim {
		n++
	}
	return n
}

// move puts a record anywhere in a cell.
func (o *offender) move(r *crime.Record, cell int) error {
	at, err := o.anywhere(o.lattice.Cells[cell], o.rng)
	if err != nil {
		return err
	}
	r.At, r.Cell = &at, o.lattice.Cells[cell]
	r.AreaCode, r.Location = o.wards[o.ward[cell]].Code, o.landmarks.near(cell)
	return nil
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
// around one. Clocks cannot tell the second of the two hours of October that are
// called one o'clock: what is in it is said of the first.
func (o *offender) when(r *crime.Record, hours lottery, s span) {
	for {
		at := o.instant(hours.draw(o.rng))
		r.From, r.To, r.Precision = at, at, crime.Instant
		if o.rng.Float64() < s.share {
			const step = 5 * time.Minute
			length := time.Duration(s.hours*o.rng.ExpFloat64()*float64(time.Hour)).Truncate(step) + 2*step
			length = min(length, 72*time.Hour)
			r.From = at.Add(-time.Duration(o.rng.Float64() * float64(length)).Truncate(step))
			r.To, r.Precision = r.From.Add(length), crime.Interval
		}
		if r.From.Before(o.start) || !r.From.Before(o.end) { // an interval may begin in the year before
			continue
		}
		if o.repeated(r.From) {
			r.From = r.From.Add(-time.Hour)
		}
		if o.repeated(r.To) && r.Precision == crime.Instant {
			r.To = r.From
		} else if o.repeated(r.To) { // no interval gets shorter
			r.To = r.To.Add(time.Hour)
		}
		r.Month = crime.MonthOf(r.From.In(o.zone))
		return
	}
}

// repeated reports whether clocks showed the same an hour ago.
func (o *offender) repeated(at time.Time) bool {
	_, now := at.In(o.zone).Zone()
	_, then := at.Add(-time.Hour).In(o.zone).Zone()
	return then-now == 3600
}

// instant returns a time of the years at an hour of the week, all days alike.
func (o *offender) instant(hour int) time.Time {
	newYear := (int(o.start.Weekday()) + 6) % 7 // from Monday
	weeks := int(o.end.Sub(o.start).Hours()/24/7) + 1
	for {
		day := 1 + (hour/24-newYear+7)%7 + 7*o.rng.IntN(weeks)
		at := time.Date(o.start.Year(), 1, day, hour%24, 5*o.rng.IntN(12), 0, 0, o.zone)
		if at.Before(o.end) && crime.HourOfWeek(at) == hour { // an hour is missing in March
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
