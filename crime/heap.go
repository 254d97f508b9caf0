package crime

import (
	"fmt"
	"slices"
	"time"
)

// Minutes says how many offences there are at each minute of the day, of those that
// are known to the instant.
type Minutes [HoursInDay * 60]int

// Add counts offences at an instant, by its zone. One with seconds is at no whole
// minute, and nobody made it up.
func (m *Minutes) Add(at time.Time, offences int) {
	if at.Second() == 0 {
		m[minuteOf(at)] += offences
	}
}

func minuteOf(at time.Time) int { return at.Hour()*60 + at.Minute() }

// A Heap is offences at one minute of the day, far more than at any other. That is
// how records systems write that the hour is not known.
type Heap struct {
	Minute   int // of the day
	Offences int
	Of       int // that are at whole minutes, these among them
}

// String returns 40 of 100 offences are at 00:00 to the minute.
func (h Heap) String() string {
	return fmt.Sprintf("%d of %d offences are at %02d:%02d to the minute", h.Offences, h.Of, h.Minute/60, h.Minute%60)
}

// Note says what is made of a heap.
func (h Heap) Note() string {
	return h.String() + ", far more than at any other minute: many systems enter that when the time is not known, so the hours of these count as unknown"
}

// Heaps returns the heaps at the minutes at which systems put what has no hour: the
// ends of a day, one minute after midnight, and noon. A heap has ten offences at
// least, and more than three times as many as any other minute; rounding to whole
// hours makes none, since then all hours have as many.
func (m *Minutes) Heaps() []Heap {
	const least, times = 10, 3
	usual := []int{0, 1, 12 * 60, 23*60 + 59}
	others, all := 0, 0
	for minute, n := range m {
		all += n
		if !slices.Contains(usual, minute) {
			others = max(others, n)
		}
	}
	var heaps []Heap
	for _, minute := range usual {
		if n := m[minute]; n >= least && n > times*others {
			heaps = append(heaps, Heap{minute, n, all})
		}
	}
	return heaps
}

// Heaps returns the heaps of offences, by the clocks of a zone.
func Heaps(offences []Offence, zone *time.Location) []Heap {
	var m Minutes
	for _, o := range offences {
		if o.Precision == Instant {
			m.Add(o.From.In(zone), 1+o.More)
		}
	}
	return m.Heaps()
}

// WithoutHours returns the offences with those in heaps as if no more than their
// month were known: nothing can be said of their hours.
func WithoutHours(offences []Offence, heaps []Heap, zone *time.Location) []Offence {
	if len(heaps) == 0 {
		return offences
	}
	known := slices.Clone(offences)
	for i, o := range known {
		if InHeap(o, heaps, zone) {
			known[i].Precision = InMonth
		}
	}
	return known
}

// InHeap reports whether an offence is in one of some heaps.
func InHeap(o Offence, heaps []Heap, zone *time.Location) bool {
	if o.Precision != Instant {
		return false
	}
	at := o.From.In(zone)
	return at.Second() == 0 && slices.ContainsFunc(heaps, func(h Heap) bool { return h.Minute == minuteOf(at) })
}
