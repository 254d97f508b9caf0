package zones

import (
	"cmp"
	"fmt"
	"slices"
)

const hoursInWeek = 7 * 24

// A Band is a run of hours of the week.
type Band struct {
	From  int     // hour of the week, 0 is Monday 00:00 local time
	Hours int     // at least 1
	Share float64 // of the harm, 0 to 1
}

// String returns the band by the calendar, for programs: "Fri 22:00-02:00". People read
// [english.HoursOfWeek].
func (b Band) String() string {
	days := [...]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
	return fmt.Sprintf("%s %02d:00-%02d:00", days[b.From/24], b.From%24, (b.From+b.Hours)%24)
}

// PeakBands returns the fewest hours of the week that hold half of the harm, as
// runs in the order of the week. Week has the harm of each hour from Monday 00:00;
// of hours with as much, the earlier are taken. Without harm there are none.
func PeakBands(week [hoursInWeek]float64) []Band {
	total := 0.0
	order := make([]int, hoursInWeek)
	for h, harm := range week {
		order[h] = h
		total += harm
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(week[b], week[a]) })
	var in [hoursInWeek]bool
	held := 0.0
	for _, h := range order {
		if total <= 0 || held >= total/2-rounding*total {
			break
		}
		in[h] = true
		held += week[h]
	}
	start := slices.Index(in[:], false) // a band may run from Sunday into Monday
	if start < 0 {
		return []Band{{0, hoursInWeek, 1}}
	}
	var bands []Band
	for k := range hoursInWeek {
		h := (start + k) % hoursInWeek
		switch {
		case !in[h]:
		case in[(h+hoursInWeek-1)%hoursInWeek]:
			last := &bands[len(bands)-1]
			last.Hours++
			last.Share += week[h] / total
		default:
			bands = append(bands, Band{h, 1, week[h] / total})
		}
	}
	slices.SortFunc(bands, func(a, b Band) int { return cmp.Compare(a.From, b.From) })
	return bands
}
