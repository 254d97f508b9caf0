package ingest

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
)

// A Ground is the land that positions are held against: the areas that are loaded.
type Ground struct {
	land  *geo.Locator
	names []string
	force map[string]bool // by the plain names of forces
}

// NewGround returns the ground of areas: of the forces among them or, where there is
// none, of all. Without areas it is nil, and nothing is known of positions.
func NewGround(areas []geo.Area) *Ground {
	if len(areas) == 0 {
		return nil
	}
	g := &Ground{force: map[string]bool{}}
	var lands []orb.MultiPolygon
	forces := slices.ContainsFunc(areas, func(a geo.Area) bool { return a.Kind == geo.Force })
	for _, a := range areas {
		if forces && a.Kind != geo.Force {
			continue
		}
		lands, g.names = append(lands, a.Land), append(g.names, a.Name)
		g.force[plainForce(a.Name)] = forces
	}
	g.land = geo.NewLocator(lands)
	return g
}

// has reports whether a position is in the ground, or so near it that the coarsest
// borders of the Office for National Statistics may be to blame.
func (g *Ground) has(p orb.Point) bool {
	const borderland = 500 // metres
	return g.land.Near(p, borderland)
}

// hasForce reports whether the area of a force is part of the ground.
func (g *Ground) hasForce(name string) bool { return g.force[plainForce(name)] }

// plainForce returns the words of a force's name that tell it from others: City of
// London Police and London, City of are one.
func plainForce(name string) string {
	words := strings.Split(normal(strings.ReplaceAll(name, "&", " and ")), "_")
	words = slices.DeleteFunc(words, func(w string) bool {
		return slices.Contains([]string{"police", "constabulary", "service", "force", "heddlu"}, w)
	})
	slices.Sort(words)
	return strings.Join(words, " ")
}

// String names the areas, three at the most.
func (g *Ground) String() string {
	const most = 3
	if len(g.names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(g.names[:most], ", "), len(g.names)-most)
	}
	return strings.Join(g.names, ", ")
}

// MisplacedShare is the share of a file's positions that may be misplaced before the
// file is refused, where nobody says another.
const MisplacedShare = 0.2

// leastMisplaced is how many positions say something of the file, and not of themselves.
const leastMisplaced = 5

// A placing is what becomes of the positions of a file, held against the ground.
type placing struct {
	ground    *Ground // nil: none is known
	share     float64 // that may be misplaced
	allowed   bool    // any may
	foreign   bool    // the row at hand is of a force that is not part of the ground
	known     map[orb.Point]bool
	given     int // rows with a position
	marked    map[string]int
	outside   int // not in the ground, though they may well be somewhere
	elsewhere int // the same of forces that are not part of the ground
	remedies  []int
}

// remedies are what may be wrong with the positions of a whole file. Each returns
// where a position would be without the mistake.
func remedies() []struct {
	name string
	undo func(at orb.Point, g *geo.Given) (orb.Point, bool)
} {
	grid := func(g *geo.Given, x, y float64) (orb.Point, bool) {
		p := orb.Point{x, y}
		if g == nil || g.SRID != nationalGrid || !gridBound().Contains(p) {
			return p, false
		}
		return geo.FromGrid(p), true
	}
	return []struct {
		name string
		undo func(at orb.Point, g *geo.Given) (orb.Point, bool)
	}{
		{"easting and northing exchanged", func(_ orb.Point, g *geo.Given) (orb.Point, bool) {
			if g == nil {
				return orb.Point{}, false
			}
			return grid(g, g.Y, g.X)
		}},
		{"the other sign of the longitude", func(at orb.Point, _ *geo.Given) (orb.Point, bool) { return orb.Point{-at[0], at[1]}, true }},
		{"longitude and latitude exchanged", func(at orb.Point, _ *geo.Given) (orb.Point, bool) { return orb.Point{at[1], at[0]}, true }},
		{"kilometres read as such", func(_ orb.Point, g *geo.Given) (orb.Point, bool) {
			if g == nil {
				return orb.Point{}, false
			}
			return grid(g, 1000*g.X, 1000*g.Y)
		}},
		{"feet read as such", func(_ orb.Point, g *geo.Given) (orb.Point, bool) {
			if g == nil {
				return orb.Point{}, false
			}
			return grid(g, foot*g.X, foot*g.Y)
		}},
		{"the Irish Grid (EPSG:29903) read as such", func(_ orb.Point, g *geo.Given) (orb.Point, bool) {
			if g == nil || g.SRID != nationalGrid {
				return orb.Point{}, false
			}
			return fromIrishGrid(orb.Point{g.X, g.Y}), true
		}},
	}
}

// exchanged is the place of the remedy of which single rows can tell.
const exchanged = 0

// fromIrishGrid returns about where a position of the Irish Grid is, good to some
// kilometres: enough to tell which grid it is.
func fromIrishGrid(p orb.Point) orb.Point {
	latitude := 53.5 + (p[1]-250_000)/111_200
	return orb.Point{-8 + (p[0]-200_000)/(111_200*math.Cos(latitude*math.Pi/180)), latitude}
}

// misplacing are the marks of positions that are no use.
func misplacing() []string {
	return []string{crime.QualitySwapped, crime.QualityNotDegrees, crime.QualityNotMetres, crime.QualityOffGrid}
}

// hold takes note of a row's position, and returns the mark of one that is outside
// the ground and would be in it if its two numbers changed places.
func (p *placing) hold(at *orb.Point, given *geo.Given, quality []string) (mark string) {
	for _, q := range quality {
		if slices.Contains(misplacing(), q) {
			p.given++
			p.mark(q)
			return ""
		}
	}
	if at == nil {
		return ""
	}
	p.given++
	if p.ground == nil {
		return ""
	}
	inside, _ := recall(p.known, *at, func() (bool, error) { return p.ground.has(*at), nil })
	switch {
	case inside:
		return ""
	case p.foreign:
		p.elsewhere++
		return ""
	}
	for i, r := range remedies() {
		if there, is := r.undo(*at, given); is && p.ground.has(there) {
			p.remedies[i]++
			if i == exchanged {
				mark = crime.QualitySwapped
			}
		}
	}
	p.outside++
	return mark
}

func (p *placing) mark(quality string) {
	if p.marked == nil {
		p.marked = map[string]int{}
	}
	p.marked[quality]++
}

// misplaced returns how many positions are misplaced, and in words how.
func (p *placing) misplaced() (n int, how []string) {
	for _, q := range misplacing() {
		if p.marked[q] > 0 {
			n += p.marked[q]
			how = append(how, fmt.Sprintf("%d %s", p.marked[q], map[string]string{
				crime.QualitySwapped: "have longitude and latitude, or easting and northing, in each other's place", crime.QualityNotDegrees: "are in metres, not degrees",
				crime.QualityNotMetres: "are in degrees or kilometres, not metres", crime.QualityOffGrid: "are beyond the National Grid (8° W to 3° E, 49° to 61.5° N)",
			}[q]))
		}
	}
	if p.outside > 0 {
		said := fmt.Sprintf("%d are outside every area that is loaded (%s)", p.outside, p.ground)
		for i, r := range remedies() {
			if 2*p.remedies[i] > p.outside {
				said += fmt.Sprintf(", of which %d would be inside with %s", p.remedies[i], r.name)
				break
			}
		}
		how = append(how, said)
	}
	return n + p.outside, how
}

// note says what is to be said of the positions of a file that is not refused.
func (p *placing) note() []string {
	var notes []string
	if n, how := p.misplaced(); n > 0 {
		notes = append(notes, fmt.Sprintf("of %s, %s", count(p.given, "position"), strings.Join(how, ", ")))
	}
	if p.elsewhere > 0 {
		notes = append(notes, fmt.Sprintf("%s outside every area that is loaded (%s): of other forces, whose areas are not loaded", count(p.elsewhere, "position"), p.ground))
	}
	return notes
}

// check refuses a file of which too many positions are misplaced.
func (p *placing) check() error {
	n, how := p.misplaced()
	if p.allowed || n < leastMisplaced || float64(n) <= p.share*float64(p.given) {
		return nil
	}
	return fault.New(fault.Unprocessable, "of %s, %s: more than %g%%, so none of its rows is loaded; mend the file or the mapping, or load it as it is (allow)",
		count(p.given, "position"), strings.Join(how, ", "), 100*p.share)
}
