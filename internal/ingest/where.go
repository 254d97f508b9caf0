package ingest

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
)

// EPSG codes of the systems in which files give positions.
const (
	wgs84        = 4326
	nationalGrid = 27700
)

// coarse is the precision, in metres, from which a position is marked.
const coarse = 100

// A place is what a row says of where: a position, or why there is none.
type place struct {
	at      *orb.Point   // WGS 84; nil: unknown
	shape   orb.Geometry // lines or polygons that it stands for; nil: none
	cell    h3.Cell      // at the default resolution; 0: unknown
	given   *geo.Given
	quality []string
}

// inDegrees reads WGS 84 longitude and latitude.
func inDegrees(x, y string) (place, error) {
	given, err := coordinates(x, y, wgs84)
	if err != nil || given == nil {
		return place{}, err
	}
	return atDegrees(given)
}

// atDegrees takes a longitude and a latitude for a position. One that cannot be
// what it says is kept as it was given, marked, and is no position: nothing is
// turned round or converted on a guess.
func atDegrees(given *geo.Given) (place, error) {
	p := orb.Point{given.X, given.Y}
	switch {
	case p == orb.Point{}:
		return doubtful(given, crime.QualityZero), nil
	case math.Abs(p[0]) > 1000 && math.Abs(p[1]) > 1000:
		return doubtful(given, crime.QualityNotDegrees), nil
	case !geo.OnGlobe(p):
		return place{}, fmt.Errorf("no longitude and latitude: %v, %v", given.X, given.Y)
	case turned(p):
		return doubtful(given, crime.QualitySwapped), nil
	case !britain().Contains(p):
		return doubtful(given, crime.QualityOffGrid), nil
	}
	return place{at: &p, given: given}, nil
}

// ofFeature returns where a feature is: its point, or its lines or polygons and
// the middle of them.
func ofFeature(f feature) (place, error) {
	if f.broken != nil {
		return place{}, f.broken
	}
	switch g := single(f.geometry).(type) {
	case nil:
		return place{}, nil
	case orb.Point:
		return atDegrees(&geo.Given{X: g[0], Y: g[1], SRID: wgs84})
	case orb.Polygon, orb.MultiPolygon:
		land, err := geo.Polygons(g)
		if err != nil {
			return place{}, err
		}
		return ofShape(land, geo.Middle(land)), nil
	case orb.LineString, orb.MultiLineString:
		lines, err := geo.Lines(g)
		if err != nil {
			return place{}, err
		}
		return ofShape(lines, geo.Midway(lines)), nil
	default:
		return place{}, fmt.Errorf("a %s: a site is a Point, a LineString or a Polygon", g.GeoJSONType())
	}
}

// single returns the only member of a collection, as programs write that make all
// geometries of a list alike; other geometries are what they are.
func single(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.MultiPoint:
		if len(g) == 1 {
			return g[0]
		}
	case orb.Collection:
		if len(g) == 1 {
			return single(g[0])
		}
	}
	return g
}

// ofShape returns where lines or polygons are, for which a point stands.
func ofShape(g orb.Geometry, middle orb.Point) place {
	switch {
	case turned(middle):
		return place{quality: []string{crime.QualitySwapped}}
	case !britain().Contains(middle):
		return place{quality: []string{crime.QualityOffGrid}}
	}
	return place{at: &middle, shape: g}
}

// turned reports whether a position must have its longitude and latitude in each
// other's place: they are in Britain only so.
func turned(p orb.Point) bool {
	return britain().Contains(orb.Point{p[1], p[0]}) && !britain().Contains(p)
}

// onGrid reads a British National Grid easting and northing, in metres.
func onGrid(x, y string) (place, error) {
	given, err := coordinates(x, y, nationalGrid)
	if err != nil || given == nil {
		return place{}, err
	}
	p := orb.Point{given.X, given.Y}
	switch grid := gridBound(); {
	case p == orb.Point{}:
		return doubtful(given, crime.QualityZero), nil
	case math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 180, p[0] > 0 && p[0] < 700 && p[1] > 0 && p[1] < 1300: // the sea, south-west of the Isles of Scilly
		return doubtful(given, crime.QualityNotMetres), nil
	case !grid.Contains(p) && grid.Contains(orb.Point{p[1], p[0]}):
		return doubtful(given, crime.QualitySwapped), nil
	case !grid.Contains(p):
		return place{}, fmt.Errorf("not on the National Grid: easting %q, northing %q%s", x, y, otherGrid(p))
	}
	at := geo.FromGrid(p)
	if !britain().Contains(at) {
		return doubtful(given, crime.QualityOffGrid), nil
	}
	return place{at: &at, given: given}, nil
}

// foot is how many metres a foot has.
const foot = 0.3048

// otherGrid says which other system eastings and northings look like, if one.
func otherGrid(p orb.Point) string {
	const radius = 6_378_137 // metres, of Web Mercator's sphere
	mercator := orb.Point{p[0] / radius * 180 / math.Pi, math.Atan(math.Sinh(p[1]/radius)) * 180 / math.Pi}
	feet := orb.Point{p[0] * foot, p[1] * foot}
	switch {
	case britain().Contains(mercator):
		return "; they look like Web Mercator (EPSG:3857): export longitude and latitude"
	case p[0] > 100_000 && p[0] < 900_000 && p[1] > 5_400_000 && p[1] < 6_900_000:
		return "; they look like UTM: export longitude and latitude"
	case gridBound().Contains(feet) && britain().Contains(geo.FromGrid(feet)):
		return "; if they are in feet, export metres"
	}
	return ""
}

var gridReference = regexp.MustCompile(`^([A-HJ-Z])([A-HJ-Z])(\d*)$`)

// atReference reads an OS grid reference, such as TQ 880 855, as the middle of
// its square.
func atReference(s string) (place, error) {
	if s == "" {
		return place{}, nil
	}
	parts := gridReference.FindStringSubmatch(strings.ToUpper(strings.ReplaceAll(s, " ", "")))
	if parts == nil || len(parts[3])%2 == 1 || len(parts[3]) > 10 {
		return place{}, fmt.Errorf("no grid reference: %q", s)
	}
	// Letters number squares of 500 km and of 100 km in rows of five, from the
	// north-west, without I; the origin is south-west of square SV.
	letter := func(s string) (column, row int) {
		n := strings.Index("ABCDEFGHJKLMNOPQRSTUVWXYZ", s)
		return n % 5, n / 5
	}
	c1, r1 := letter(parts[1])
	c2, r2 := letter(parts[2])
	digits := len(parts[3]) / 2
	size := math.Pow10(5 - digits)
	metres := func(column int, digits string) float64 {
		n, _ := strconv.Atoi(digits) // of a checked form; none is 0
		return float64(column)*100_000 + (float64(n)+0.5)*size
	}
	given := &geo.Given{
		X: metres((c1-2)*5+c2, parts[3][:digits]), Y: metres((3-r1)*5+4-r2, parts[3][digits:]), SRID: nationalGrid,
	}
	p, err := onGrid(fmt.Sprint(given.X), fmt.Sprint(given.Y))
	if err != nil {
		return place{}, fmt.Errorf("no grid reference of Great Britain: %q", s)
	}
	if size >= coarse {
		p.quality = append(p.quality, crime.QualityCoarse)
	}
	return p, nil
}

// coordinates reads two numbers; both empty are none.
func coordinates(x, y string, srid int) (*geo.Given, error) {
	if x == "" && y == "" {
		return nil, nil
	}
	a, err1 := strconv.ParseFloat(x, 64)
	b, err2 := strconv.ParseFloat(y, 64)
	if err1 != nil || err2 != nil || math.IsNaN(a+b) || math.IsInf(a+b, 0) {
		return nil, fmt.Errorf("no two numbers for a position: %q, %q", x, y)
	}
	return &geo.Given{X: a, Y: b, SRID: srid}, nil
}

func doubtful(given *geo.Given, quality string) place {
	return place{given: given, quality: []string{quality}}
}

// britain is the domain of the National Grid, in degrees. Beyond it distances are
// wrong by more than positions are.
func britain() orb.Bound {
	return orb.Bound{Min: orb.Point{-8, 49}, Max: orb.Point{3, 61.5}}
}

// gridBound is the National Grid, in metres.
func gridBound() orb.Bound { return orb.Bound{Max: orb.Point{700_000, 1_300_000}} }
