package ingest

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
)

func TestPlaces(t *testing.T) {
	t.Parallel()
	// Caister water tower, of the Ordnance Survey's guide to coordinate systems:
	// TG 51409 13177 is 52°39′28.72″ N, 1°42′57.79″ E, to the 5 m of a Helmert shift.
	tower := orb.Point{1.716053, 52.657978}
	tests := map[string]struct {
		read    func() (place, error)
		want    *orb.Point
		within  float64 // degrees
		quality []string
	}{
		"degrees":                  {read: func() (place, error) { return inDegrees("1.716053", "52.657978") }, want: &tower},
		"none":                     {read: func() (place, error) { return inDegrees("", "") }},
		"zero":                     {read: func() (place, error) { return inDegrees("0", "0.0") }, quality: []string{crime.QualityZero}},
		"swapped":                  {read: func() (place, error) { return inDegrees("52.657978", "1.716053") }, quality: []string{crime.QualitySwapped}},
		"metres for degrees":       {read: func() (place, error) { return inDegrees("651409.903", "313177.270") }, quality: []string{crime.QualityNotDegrees}},
		"metres":                   {read: func() (place, error) { return onGrid("651409.903", "313177.270") }, want: &tower, within: 0.0001},
		"no metres":                {read: func() (place, error) { return onGrid("", "") }},
		"zero metres":              {read: func() (place, error) { return onGrid("0", "0") }, quality: []string{crime.QualityZero}},
		"degrees for metres":       {read: func() (place, error) { return onGrid("0.71", "51.5") }, quality: []string{crime.QualityNotMetres}},
		"swapped metres":           {read: func() (place, error) { return onGrid("1205000", "325000") }, quality: []string{crime.QualitySwapped}},
		"reference, 1 m":           {read: func() (place, error) { return atReference("TG 51409 13177") }, want: &tower, within: 0.0001},
		"reference, 100 m":         {read: func() (place, error) { return atReference("tg514131") }, want: &tower, within: 0.002, quality: []string{crime.QualityCoarse}},
		"no reference":             {read: func() (place, error) { return atReference("") }},
		"degrees far from Britain": {read: func() (place, error) { return inDegrees("-90.05", "35.15") }, quality: []string{crime.QualityOffGrid}},
		"kilometres":               {read: func() (place, error) { return onGrid("588.5", "186.2") }, quality: []string{crime.QualityNotMetres}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.read()
			if err != nil {
				t.Fatal(err)
			}
			if (got.at == nil) != (tt.want == nil) || !slices.Equal(got.quality, tt.quality) {
				t.Fatalf("%v %v, want %v %v", got.at, got.quality, tt.want, tt.quality)
			}
			if got.at != nil && math.Max(math.Abs(got.at[0]-tt.want[0]), math.Abs(got.at[1]-tt.want[1])) > tt.within {
				t.Errorf("%v, want %v within %g", *got.at, *tt.want, tt.within)
			}
			if got.at == nil && got.quality != nil && got.given == nil {
				t.Error("what the file gives is lost")
			}
		})
	}
}

// TestGridReferences holds references against eastings and northings worked out
// by hand from the Ordnance Survey's grid of letters.
func TestGridReferences(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		x, y float64
	}{
		"SV":              {50_000, 50_000},
		"TQ":              {550_000, 150_000},
		"TL 70000 07000":  {570_000.5, 207_000.5},
		"TM 2 3":          {625_000, 235_000},
		"HP 12345 67890":  {412_345.5, 1_267_890.5},
		"NT 2749 7334":    {327_495, 673_345},
		"TG 51409 13177 ": {651_409.5, 313_177.5},
	}
	for reference, want := range tests {
		t.Run(reference, func(t *testing.T) {
			t.Parallel()
			got, err := atReference(reference)
			if err != nil {
				t.Fatal(err)
			}
			if got.given.X != want.x || got.given.Y != want.y {
				t.Errorf("%g, %g; want %g, %g", got.given.X, got.given.Y, want.x, want.y)
			}
		})
	}
	for _, wrong := range []string{"T", "TQ 88", "TQ 885", "TQ 8850 850", "IQ 88 85", "12 34", "TQ 885000 850000", "AA 11 11"} {
		if got, err := atReference(wrong); err == nil && wrong != "TQ 88" {
			t.Errorf("%s is %v", wrong, got)
		}
	}
}

func FuzzGridReference(f *testing.F) {
	f.Add("TQ 885 850")
	f.Add("hp1234567890")
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := atReference(s); err == nil && p.at != nil && !britain().Pad(3).Contains(*p.at) {
			t.Errorf("%q is at %v", s, *p.at)
		}
	})
}

// FuzzPositions reads two numbers in every way that a row may mean them: what becomes a
// position is in Britain, and what does not says why.
func FuzzPositions(f *testing.F) {
	f.Add("0.7", "51.5")
	f.Add("588000", "186000")
	f.Add("-1e308", "NaN")
	f.Add("", "51,5")
	ground := NewGround([]geo.Area{{Kind: geo.Force, Name: "Testshire", Land: orb.MultiPolygon{orb.Bound{Min: orb.Point{0.6, 51.5}, Max: orb.Point{0.8, 51.6}}.ToPolygon()}}})
	f.Fuzz(func(t *testing.T, x, y string) {
		for name, read := range map[string]func(x, y string) (place, error){"degrees": inDegrees, "metres": onGrid} {
			p, err := read(x, y)
			switch {
			case err != nil:
			case p.at != nil && !britain().Pad(3).Contains(*p.at):
				t.Errorf("%s %q, %q are at %v", name, x, y, *p.at)
			case p.at == nil && p.given != nil && len(p.quality) == 0:
				t.Errorf("%s %q, %q are no position, and nothing says why", name, x, y)
			}
			held := placing{ground: ground, known: map[orb.Point]bool{}, marked: map[string]int{}, remedies: make([]int, len(remedies()))}
			if mark := held.hold(p.at, p.given, p.quality); mark != "" && mark != crime.QualitySwapped {
				t.Errorf("%s %q, %q are marked %q", name, x, y, mark)
			}
		}
	})
}

// TestOtherGrid says in what eastings and northings are that are off the grid.
func TestOtherGrid(t *testing.T) {
	t.Parallel()
	for p, want := range map[orb.Point]string{
		{1_929_133, 610_236}: "feet", {72_000, 6_720_000}: "Web Mercator", {330_000, 5_700_000}: "UTM", {5_000_000, 9_000_000}: "",
	} {
		if got := otherGrid(p); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%v: %q, want %q", p, got, want)
		}
	}
	west := NewGround([]geo.Area{{Kind: geo.Force, Name: "Kernow", Land: orb.MultiPolygon{{{{-5.8, 50}, {-4, 50}, {-4, 50.9}, {-5.8, 50.9}, {-5.8, 50}}}}}})
	feet := geo.Given{X: 200_000 / foot, Y: 60_000 / foot, SRID: nationalGrid} // in the west these are on the grid, and elsewhere
	at := geo.FromGrid(orb.Point{feet.X, feet.Y})
	held := placing{ground: west, known: map[orb.Point]bool{}, remedies: make([]int, len(remedies()))}
	held.hold(&at, &feet, nil)
	if _, how := held.misplaced(); len(how) != 1 || !strings.Contains(how[0], "of which 1 would be inside with feet read as such") {
		t.Errorf("%q", how)
	}
}
