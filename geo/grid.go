package geo

import (
	"math"

	"github.com/paulmach/orb"
	orbproject "github.com/paulmach/orb/project"
)

// An ellipsoid is the figure of the Earth that a datum is defined on.
type ellipsoid struct{ a, b float64 } // semi-axes, metres

func (e ellipsoid) eccentricity2() float64 { return 1 - e.b*e.b/(e.a*e.a) }

// A helmert is a seven-parameter datum shift.
type helmert struct {
	tx, ty, tz float64 // metres
	rx, ry, rz float64 // seconds of arc
	s          float64 // parts per million
}

func (h helmert) inverse() helmert {
	return helmert{-h.tx, -h.ty, -h.tz, -h.rx, -h.ry, -h.rz, -h.s}
}

// Constants of "A guide to coordinate systems in Great Britain", annex A and
// section 6.6, and the true origin of the National Grid.
const (
	gridScale  = 0.9996012717 // on the central meridian
	gridLat0   = 49 * math.Pi / 180
	gridLon0   = -2 * math.Pi / 180
	gridEast0  = 400_000.0  // metres
	gridNorth0 = -100_000.0 // metres
)

func airy1830() ellipsoid { return ellipsoid{6_377_563.396, 6_356_256.909} }
func wgs84() ellipsoid    { return ellipsoid{6_378_137, 6_356_752.314245179} }

func wgs84ToOSGB36() helmert {
	return helmert{-446.448, 125.157, -542.060, -0.1502, -0.2470, -0.8421, 20.4894}
}

// ToGrid returns the British National Grid easting and northing, in metres, of
// a WGS 84 position in degrees. Outside Great Britain the numbers go on but
// the scale error grows: 0.1 % at 3° E.
func ToGrid(p orb.Point) orb.Point {
	lon, lat := p[0]*math.Pi/180, p[1]*math.Pi/180
	lon, lat = shift(lon, lat, wgs84(), airy1830(), wgs84ToOSGB36())
	return project(lon, lat)
}

// ShapeToGrid does the same with every point of a geometry.
func ShapeToGrid(g orb.Geometry) orb.Geometry { return orbproject.Geometry(orb.Clone(g), ToGrid) }

// FromGrid returns the WGS 84 position, in degrees, of a British National Grid
// easting and northing in metres. It undoes ToGrid to within 5 mm.
func FromGrid(en orb.Point) orb.Point {
	lon, lat := unproject(en)
	lon, lat = shift(lon, lat, airy1830(), wgs84(), wgs84ToOSGB36().inverse())
	return orb.Point{lon * 180 / math.Pi, lat * 180 / math.Pi}
}

// shift moves a position, in radians and at height 0, between datums.
func shift(lon, lat float64, from, to ellipsoid, h helmert) (lon2, lat2 float64) {
	e2 := from.eccentricity2()
	sin, cos := math.Sincos(lat)
	sinLon, cosLon := math.Sincos(lon)
	nu := from.a / math.Sqrt(1-e2*sin*sin)
	x := nu * cos * cosLon
	y := nu * cos * sinLon
	z := (1 - e2) * nu * sin

	const second = math.Pi / 180 / 3600
	rx, ry, rz, s := h.rx*second, h.ry*second, h.rz*second, h.s*1e-6
	x2 := h.tx + (1+s)*x - rz*y + ry*z
	y2 := h.ty + rz*x + (1+s)*y - rx*z
	z2 := h.tz - ry*x + rx*y + (1+s)*z

	e2 = to.eccentricity2()
	flat := math.Sqrt(x2*x2 + y2*y2)
	tan := z2 / (flat * (1 - e2))
	for range 5 { // right to the height above the ellipsoid, 1 part in 100,000; contracts by e² ≈ 0.007 a turn
		sin = tan / math.Sqrt(1+tan*tan)
		tan = (z2 + e2*to.a/math.Sqrt(1-e2*sin*sin)*sin) / flat
	}
	return math.Atan2(y2, x2), math.Atan(tan)
}

// meridianArc is the distance in metres along the meridian from the true
// origin to a latitude (annex C, equation C3).
func meridianArc(lat float64) float64 {
	e := airy1830()
	n := (e.a - e.b) / (e.a + e.b)
	n2, n3 := n*n, n*n*n
	d, s := lat-gridLat0, lat+gridLat0
	sin, cos := math.Sincos(d)
	sinS, cosS := math.Sincos(s)
	// Of twice and three times d and s.
	sin2, cos2S := 2*sin*cos, cosS*cosS-sinS*sinS
	sin3, cos3S := sin*(3-4*sin*sin), cosS*(4*cosS*cosS-3)
	return e.b * gridScale * ((1+n+5./4*n2+5./4*n3)*d -
		(3*n+3*n2+21./8*n3)*sin*cosS +
		(15./8*n2+15./8*n3)*sin2*cos2S -
		35./24*n3*sin3*cos3S)
}

// radii returns the transverse and meridional radii of curvature, scaled, and
// the component η² of the deflection (annex C, equation C2).
func radii(lat float64) (nu, rho, eta2 float64) {
	e := airy1830()
	e2 := e.eccentricity2()
	sin := math.Sin(lat)
	w := 1 - e2*sin*sin
	nu = e.a * gridScale / math.Sqrt(w)
	rho = nu * (1 - e2) / w
	return nu, rho, nu/rho - 1
}

// project is annex C.1: OSGB36 radians to easting and northing.
func project(lon, lat float64) orb.Point {
	nu, rho, eta2 := radii(lat)
	sin, cos := math.Sincos(lat)
	t2, c3 := sin*sin/(cos*cos), cos*cos*cos
	t4, c5 := t2*t2, c3*cos*cos

	i := meridianArc(lat) + gridNorth0
	ii := nu / 2 * sin * cos
	iii := nu / 24 * sin * c3 * (5 - t2 + 9*eta2)
	iiia := nu / 720 * sin * c5 * (61 - 58*t2 + t4)
	iv := nu * cos
	v := nu / 6 * c3 * (nu/rho - t2)
	vi := nu / 120 * c5 * (5 - 18*t2 + t4 + 14*eta2 - 58*t2*eta2)

	d := lon - gridLon0
	d2 := d * d
	return orb.Point{
		gridEast0 + d*(iv+d2*(v+d2*vi)),
		i + d2*(ii+d2*(iii+d2*iiia)),
	}
}

// unproject is annex C.2: easting and northing to OSGB36 radians.
func unproject(en orb.Point) (lon, lat float64) {
	north := en[1] - gridNorth0
	lat = north/(airy1830().a*gridScale) + gridLat0
	for range 20 { // each turn gains about three digits
		gap := north - meridianArc(lat)
		if math.Abs(gap) < 1e-6 {
			break
		}
		lat += gap / (airy1830().a * gridScale)
	}
	nu, rho, eta2 := radii(lat)
	tan, sec := math.Tan(lat), 1/math.Cos(lat)
	t2 := tan * tan
	t4, t6 := t2*t2, t2*t2*t2

	vii := tan / (2 * rho * nu)
	viii := tan / (24 * rho * math.Pow(nu, 3)) * (5 + 3*t2 + eta2 - 9*t2*eta2)
	ix := tan / (720 * rho * math.Pow(nu, 5)) * (61 + 90*t2 + 45*t4)
	x := sec / nu
	xi := sec / (6 * math.Pow(nu, 3)) * (nu/rho + 2*t2)
	xii := sec / (120 * math.Pow(nu, 5)) * (5 + 28*t2 + 24*t4)
	xiia := sec / (5040 * math.Pow(nu, 7)) * (61 + 662*t2 + 1320*t4 + 720*t6)

	d := en[0] - gridEast0
	d2 := d * d
	return gridLon0 + d*(x-d2*(xi-d2*(xii-d2*xiia))),
		lat - d2*(vii-d2*(viii-d2*ix))
}
