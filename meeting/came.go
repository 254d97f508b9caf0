package meeting

import (
	"fmt"
	"math"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
)

// Near is how far from a site, in metres, an offence or a call counts as there.
const Near = 30

// Places are where offences may have been recorded: sites, or an area's land.
type Places struct {
	Sites []geo.Site // each with a position
	Land  orb.MultiPolygon
}

// Cells returns the cells at the default resolution within which anything at the sites
// lies.
func (p Places) Cells() ([]int64, error) { return cellsAround(p.Sites) }

// Holds returns a function that reports whether a position is at one of the places. Its
// cost is that of the sites in nine squares.
func (p Places) Holds() func(orb.Point) bool {
	near := newSites(p.Sites)
	var land *geo.Locator
	if len(p.Land) > 0 {
		land = geo.NewLocator([]orb.MultiPolygon{p.Land})
	}
	return func(at orb.Point) bool {
		if len(near.at(at)) > 0 {
			return true
		}
		if land == nil {
			return false
		}
		_, in := land.At(at)
		return in
	}
}

// Arrival answers whether what an item warned of came here.
type Arrival struct {
	Days       int    `json:"days"`        // of the item that the data cover
	Recorded   *int   `json:"recorded"`    // offences at the places that it raised; null: the data cannot say
	Before     *int   `json:"before"`      // at the same places, in as many days before
	Others     *int   `json:"others"`      // in its days at other sites of the same categories; null: there are none
	OtherSites int    `json:"other_sites"` // how many these are
	Verdict    string `json:"verdict"`     // lower, comparable, above, or too few to tell, against the days before
	Sentence   string `json:"sentence"`
}

// Came compares what was recorded at the places that an item raised, while it was valid,
// with as many days before, and with other sites. Known is the last day of which offences
// are loaded. Only what has a day counts: where nothing has one, month data cannot say.
func (i Item) Came(raised, others Places, offences []crime.Record, known time.Time, zone *time.Location) (Arrival, error) {
	from, to := i.Span(zone)
	if known.Before(to) {
		to = known
	}
	a := Arrival{OtherSites: len(others.Sites)}
	a.Days = int(math.Round(to.Sub(from).Hours() / 24))
	if a.Days < 1 {
		a.Days, a.Sentence = 0, fmt.Sprintf("too early to say: offences are loaded to %s", known.AddDate(0, 0, -1).Format(time.DateOnly))
		return a, nil
	}
	start := from.AddDate(0, 0, -a.Days)
	there, elsewhere := raised.Holds(), others.Holds()
	var recorded, before, other int
	dated := false
	for _, o := range offences {
		if o.Precision == crime.InMonth || o.At == nil {
			continue
		}
		dated = true
		in := func(from, to time.Time) bool { return !o.From.Before(from) && o.From.Before(to) }
		switch {
		case in(from, to) && there(*o.At):
			recorded++
		case in(start, from) && there(*o.At):
			before++
		case in(from, to) && elsewhere(*o.At):
			other++
		}
	}
	if !dated {
		a.Sentence = "month data cannot say"
		return a, nil
	}
	a.Recorded, a.Before = &recorded, &before
	days := float64(a.Days)
	scatter := hotspot.MonthScatter(nil, nil, crime.Period{}, crime.Period{})
	change, err := hotspot.CompareMonths([]hotspot.MonthCount{{Count: float64(before), Days: days}}, []hotspot.MonthCount{{Count: float64(recorded), Days: days}}, scatter)
	if err != nil {
		return a, fmt.Errorf("intelligence item %s: %w", i.ID, err)
	}
	a.Verdict = change.Verdict
	a.Sentence = fmt.Sprintf("%d recorded there in %s, %d in the %d before", recorded, english.Count(days, "day"), before, a.Days)
	if a.OtherSites > 0 {
		a.Others = &other
		a.Sentence += fmt.Sprintf(", %d at %s", other, english.Count(float64(a.OtherSites), "other"))
	}
	a.Sentence += ": " + a.Verdict
	return a, nil
}

// sites finds those near a position.
type sites struct {
	all    []geo.Site
	square map[[2]int][]int // of about 30 by 30 m at least
}

// squareOf returns the square of a position. A square is no narrower than [Near] up to
// 65 degrees from the equator.
func squareOf(at orb.Point) [2]int {
	const side = 0.00065 // degrees: 72 m from south to north, 31 m from west to east at 65 degrees
	return [2]int{int(math.Floor(at[0] / side)), int(math.Floor(at[1] / side))}
}

func newSites(all []geo.Site) sites {
	s := sites{all, map[[2]int][]int{}}
	for i, site := range all {
		if site.At != nil {
			s.square[squareOf(*site.At)] = append(s.square[squareOf(*site.At)], i)
		}
	}
	return s
}

// at returns the sites within [Near] of a position, in order.
func (s sites) at(p orb.Point) (near []int) {
	middle := squareOf(p)
	for x := -1; x <= 1; x++ {
		for y := -1; y <= 1; y++ {
			for _, i := range s.square[[2]int{middle[0] + x, middle[1] + y}] {
				if orbgeo.Distance(*s.all[i].At, p) <= Near {
					near = append(near, i)
				}
			}
		}
	}
	return near
}

// cellsAround returns the cells in which whatever is within [Near] of sites lies.
func cellsAround(all []geo.Site) ([]int64, error) {
	seen := map[int64]bool{}
	var cells []int64
	for _, s := range all {
		if s.At == nil {
			continue
		}
		c, err := geo.CellAt(*s.At, geo.DefaultResolution)
		if err != nil {
			return nil, err
		}
		disk, err := c.GridDisk(1)
		if err != nil {
			return nil, fmt.Errorf("around cell %s: %w", c, err)
		}
		for _, n := range disk {
			if !seen[int64(n)] {
				seen[int64(n)] = true
				cells = append(cells, int64(n))
			}
		}
	}
	return cells, nil
}
