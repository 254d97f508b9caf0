package hotspot

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"beatplan/crime"
	"beatplan/geo"
)

// LongSpan is how long an interval may be and still say something of the hour.
const LongSpan = 6 * time.Hour

// Times are when offences happened, and how well that is known. Offences are
// weighed by a measure: 1, or their harm. An interval gives each hour its share.
type Times struct {
	Sum     float64 `json:"sum"`           // of the offences, at hours of the clock
	Outside float64 `json:"outside_clock"` // at other hours

	// Offences at any hour. Intervals of over six hours say next to nothing of it.
	Timed     int      `json:"timed"`    // of known hours: instants and intervals
	Instants  int      `json:"instants"` // to the minute
	Long      int      `json:"long"`     // over six hours
	LongShare float64  `json:"long_share"`
	SpanHalf  *float64 `json:"span_half"` // hours that half of the intervals are no longer than; null without any
	SpanMost  *float64 `json:"span_most"` // hours that nine in ten are no longer than
	Untimed   int      `json:"untimed"`   // took no part: only their month is known

	Week []float64 `json:"week"` // by hour of the week, from Monday 00:00 local time; at hours of the clock
	Days []float64 `json:"days"` // by policing day, from Monday; at hours of the clock

	Direction *Direction `json:"direction"` // of the hours of the day; null where there is none
	Peak      *Peak      `json:"peak"`      // null without offences, or where no run of hours holds half
}

// A Peak is the shortest run of hours of the day that holds half of what the clock
// takes.
type Peak struct {
	From  int     `json:"from"`  // hour of the day at which it begins
	To    int     `json:"to"`    // and ends
	Hours int     `json:"hours"` // in it
	Of    int     `json:"of"`    // hours of the day that the clock takes on some day
	Share float64 `json:"share"` // of the sum; Hours ÷ Of is what hours all alike would give

	// What of the peak is guesswork: from offences that may have happened outside of
	// it, and from those whose interval is over six hours.
	Guesswork float64 `json:"guesswork"` // 0 to 1
	Long      float64 `json:"long"`      // 0 to 1

	// P is the p-value of as much in one place among the clock's hours if all were
	// alike (Rayleigh's test on those hours as a circle).
	P     float64 `json:"p"`
	Clear bool    `json:"clear"` // below 0.05, and from ten offences or more
}

// PeakLeast is how many offences it takes to speak of a peak.
const PeakLeast = 10

// TimesOf returns when the offences of a question's group happened that lie on a
// lattice. Where none of them has a time of day, the error is ErrHoursUnknown: no
// setting helps. A clock that takes no hour is an error. The cost is that of the
// hours in all intervals.
func TimesOf(l geo.Lattice, offences []crime.Offence, q Question, measure func(crime.Offence) float64) (Times, error) {
	if q.Clock.Empty() {
		return Times{}, fmt.Errorf("clock %s takes no hour", q.Clock.Name)
	}
	t := Times{Week: make([]float64, crime.HoursInWeek), Days: make([]float64, crime.HoursInWeek/crime.HoursInDay)}
	isOfGroup := q.Group.Matcher()
	var timed []placed
	for _, o := range offences {
		switch _, inside := l.Index(o.Cell); {
		case !inside || !isOfGroup(o):
		case o.Precision == crime.InMonth:
			t.Untimed += 1 + o.More
		default:
			timed = append(timed, place(o, q, measure(o)))
		}
	}
	if len(timed) == 0 && t.Untimed > 0 {
		return Times{}, ErrHoursUnknown
	}
	t.count(timed)
	t.spans(timed)
	if t.Sum > 0 {
		t.turn(timed, q.Clock)
	}
	return t, nil
}

// HoursByCell returns how many offences of a question's group fall on each hour of the day
// in each cell of a lattice that has any at hours of the clock, by position. An interval
// gives each hour its share; of a month alone no hour is known. The cost is that of the
// hours in all intervals.
func HoursByCell(l geo.Lattice, offences []crime.Offence, q Question) map[int]*[crime.HoursInDay]float64 {
	cells := map[int]*[crime.HoursInDay]float64{}
	isOfGroup := q.Group.Matcher()
	for _, o := range offences {
		i, inside := l.Index(o.Cell)
		if !inside || o.Precision == crime.InMonth || !isOfGroup(o) {
			continue
		}
		p := place(o, q, 1)
		for _, part := range p.parts {
			if cells[i] == nil {
				cells[i] = &[crime.HoursInDay]float64{}
			}
			cells[i][part.hour%crime.HoursInDay] += float64(p.number) * part.share
		}
	}
	return cells
}

// placed is a number of offences alike with the hours that they take.
type placed struct {
	number int
	weight float64       // of each
	span   time.Duration // of the interval; 0 for an instant
	parts  []part
	share  float64 // of each that is at hours of the clock
}

// part is the share of an offence that is in one hour of the week.
type part struct {
	hour  int     // of the week
	at    float64 // hour of the day, in the middle of the part
	share float64
}

// place spreads an offence over the hours of a clock.
func place(o crime.Offence, q Question, weight float64) placed {
	p := placed{number: 1 + o.More, weight: weight}
	from := o.From.In(q.Zone)
	if o.Precision == crime.Interval && o.To.After(o.From) {
		p.span = o.To.Sub(o.From)
		for at, share := range crime.HourShares(from, o.To) {
			p.take(at, time.Duration(share*float64(p.span))/2, share, q.Clock)
		}
		p.share, _ = q.Clock.Share(o, q.Zone)
		if p.span > crime.HoursInWeek*time.Hour {
			p.wrap()
		}
		return p
	}
	p.take(from, 0, 1, q.Clock)
	return p
}

// wrap makes one part of those in the same hour of the week, of which an interval
// of a year has fifty.
func (p *placed) wrap() {
	slices.SortStableFunc(p.parts, func(a, b part) int { return cmp.Compare(a.hour, b.hour) })
	wrapped := p.parts[:0]
	for _, next := range p.parts {
		last := len(wrapped) - 1
		if last < 0 || wrapped[last].hour != next.hour {
			wrapped = append(wrapped, next)
			continue
		}
		same := &wrapped[last]
		same.at = (same.at*same.share + next.at*next.share) / (same.share + next.share)
		same.share += next.share
	}
	p.parts = slices.Clip(slices.Clone(wrapped))
}

// take adds a part whose middle is so long after it begins.
func (p *placed) take(at time.Time, middle time.Duration, share float64, c crime.Clock) {
	if !c.Takes(at) {
		return
	}
	into := time.Duration(at.Minute())*time.Minute + time.Duration(at.Second())*time.Second + middle
	p.parts = append(p.parts, part{
		hour: crime.HourOfWeek(at), at: float64(at.Hour()) + into.Hours(), share: share,
	})
	p.share += share
}

// count adds up what is at the hours of the clock.
func (t *Times) count(timed []placed) {
	for _, p := range timed {
		w := float64(p.number) * p.weight
		t.Timed += p.number
		t.Sum += w * p.share
		t.Outside += w * (1 - p.share)
		for _, part := range p.parts {
			t.Week[part.hour] += w * part.share
			t.Days[(part.hour+crime.HoursInWeek-crime.DayBegins)%crime.HoursInWeek/crime.HoursInDay] += w * part.share
		}
		if p.span == 0 {
			t.Instants += p.number
		}
		if p.span > LongSpan {
			t.Long += p.number
		}
	}
	if t.Timed > 0 {
		t.LongShare = float64(t.Long) / float64(t.Timed)
	}
}

// spans says how long intervals are.
func (t *Times) spans(timed []placed) {
	var hours []float64
	for _, p := range timed {
		if p.span > 0 {
			hours = append(hours, slices.Repeat([]float64{p.span.Hours()}, p.number)...)
		}
	}
	if len(hours) > 0 {
		slices.Sort(hours)
		half, most := quantile(hours, 0.5), quantile(hours, 0.9)
		t.SpanHalf, t.SpanMost = &half, &most
	}
}

// turn looks at the hours of the day: their direction and their peak.
func (t *Times) turn(timed []placed, c crime.Clock) {
	taken := c.HoursOfDay()
	first, of := firstOfRun(taken), 0
	for _, in := range taken {
		if in {
			of++
		}
	}
	var byHour [crime.HoursInDay]float64
	var day, own vector
	var square float64
	for _, p := range timed {
		w := float64(p.number) * p.weight
		square += float64(p.number) * p.weight * p.weight * p.share * p.share
		for _, part := range p.parts {
			byHour[part.hour%crime.HoursInDay] += w * part.share
			day.add(part.at/crime.HoursInDay, w*part.share)
			own.add(ringed(part.at, first, taken)/float64(of), w*part.share)
		}
	}
	n := t.Sum * t.Sum / square // as many offences of one weight (Kish 1965)
	if d, err := day.direction(n); err == nil {
		t.Direction = &d
	}
	peak := peakOf(byHour, taken, of)
	if peak.Hours == 0 { // the clock's hours have gaps, and no run of them holds half
		return
	}
	peak.P = 1
	if d, err := own.direction(n); err == nil {
		peak.P = d.RayleighP
	}
	peak.Clear = peak.P < 0.05 && n >= PeakLeast
	peak.guess(timed)
	t.Peak = &peak
}

// firstOfRun returns the hour of the day at which the first run of hours begins,
// from the beginning of the policing day on.
func firstOfRun(taken [crime.HoursInDay]bool) int {
	for i := range crime.HoursInDay {
		hour := (crime.DayBegins + i) % crime.HoursInDay
		if taken[hour] && !taken[(hour+crime.HoursInDay-1)%crime.HoursInDay] {
			return hour
		}
	}
	return 0 // every hour
}

// ringed returns how many hours of the clock lie between the first of its run and
// a time of day, in its hours.
func ringed(at float64, first int, taken [crime.HoursInDay]bool) float64 {
	whole := int(at)
	passed := at - float64(whole)
	for hour := first; hour != whole%crime.HoursInDay; hour = (hour + 1) % crime.HoursInDay {
		if taken[hour] {
			passed++
		}
	}
	return passed
}

// peakOf returns the shortest run of taken hours that holds half of what all hold:
// of equal ones that which holds most, then the earliest of the policing day.
func peakOf(byHour [crime.HoursInDay]float64, taken [crime.HoursInDay]bool, of int) Peak {
	var sum float64
	for _, w := range byHour {
		sum += w
	}
	const rounding = 1e-9
	var best Peak
	for i := range crime.HoursInDay {
		from := (crime.DayBegins + i) % crime.HoursInDay
		var held float64
		for n := 1; n <= crime.HoursInDay; n++ {
			hour := (from + n - 1) % crime.HoursInDay
			if !taken[hour] {
				break
			}
			if held += byHour[hour]; held < sum/2-rounding*sum {
				continue
			}
			if best.Hours == 0 || n < best.Hours || n == best.Hours && held/sum > best.Share+rounding {
				best = Peak{From: from, To: (hour + 1) % crime.HoursInDay, Hours: n, Of: of, Share: min(1, held/sum)}
			}
			break
		}
	}
	return best
}

// guess says how much of the peak is guesswork.
func (p *Peak) guess(timed []placed) {
	var all, perhaps, long float64
	for _, o := range timed {
		var in float64
		for _, part := range o.parts {
			if p.has(part.hour % crime.HoursInDay) {
				in += part.share
			}
		}
		w := float64(o.number) * o.weight * in
		all += w
		if in < 1-1e-9 {
			perhaps += w
		}
		if o.span > LongSpan {
			long += w
		}
	}
	if all > 0 {
		p.Guesswork, p.Long = perhaps/all, long/all
	}
}

// has reports whether an hour of the day is in the peak.
func (p *Peak) has(hour int) bool { return (hour-p.From+crime.HoursInDay)%crime.HoursInDay < p.Hours }
