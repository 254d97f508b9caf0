package geo_test

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"beatplan/geo"
)

func coast(line orb.LineString) geo.Water {
	return geo.Water{ID: "w1", Kind: geo.Coast, Shape: line}
}

func TestMaskAt(t *testing.T) {
	t.Parallel()
	island := orb.LineString(box(0.7, 51.5, 0.8, 51.6)[0])
	inlet := orb.LineString(box(0.74, 51.54, 0.76, 51.56)[0].Clone()) // the sea in it: the other way round
	slices.Reverse(inlet)
	lake := geo.Water{ID: "w2", Kind: geo.Inland, Shape: orb.MultiPolygon{{box(0.71, 51.51, 0.73, 51.53)[0], box(0.715, 51.515, 0.725, 51.525)[0]}}}
	whole := geo.NewMask([]geo.Water{coast(island), coast(inlet), lake})
	broken := geo.NewMask([]geo.Water{coast(island[:4])}) // without its western side
	touching := geo.NewMask([]geo.Water{coast(island), coast(orb.LineString(box(0.8, 51.6, 0.9, 51.7)[0]))})
	none := geo.NewMask(nil)
	tests := map[string]struct {
		mask *geo.Mask
		at   orb.Point
		want geo.Ground
	}{
		"on the island":             {whole, orb.Point{0.705, 51.57}, geo.OnLand},
		"beside it":                 {whole, orb.Point{0.69, 51.55}, geo.AtSea},
		"off a corner":              {whole, orb.Point{0.69, 51.49}, geo.AtSea},
		"far from it":               {whole, orb.Point{0.5, 51.55}, geo.OnLand},
		"in the inlet":              {whole, orb.Point{0.75, 51.55}, geo.AtSea},
		"off a corner of the inlet": {whole, orb.Point{0.735, 51.565}, geo.OnLand},
		"in the lake":               {whole, orb.Point{0.712, 51.512}, geo.InWater},
		"on its island":             {whole, orb.Point{0.72, 51.52}, geo.OnLand},
		"off what is left":          {broken, orb.Point{0.81, 51.55}, geo.AtSea},
		"inside what is left":       {broken, orb.Point{0.79, 51.55}, geo.OnLand},
		"where it breaks off":       {broken, orb.Point{0.69, 51.59}, geo.Undecided},
		"where two islands meet":    {touching, orb.Point{0.801, 51.599}, geo.AtSea},
		"without any":               {none, orb.Point{0.7, 51.5}, geo.OnLand},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.mask.At(tt.at); got != tt.want {
				t.Errorf("ground %d, want %d", got, tt.want)
			}
		})
	}
}

// TestMaskKnowsLandFromSea draws a ragged island, as one line or in pieces in any
// order, and holds the mask against the polygon.
func TestMaskKnowsLandFromSea(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		radii := rapid.SliceOfN(rapid.Float64Range(0.01, 0.3), 3, 60).Draw(t, "radii")
		var ring orb.Ring
		for i, r := range radii {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(len(radii)))
			ring = append(ring, orb.Point{0.7 + r*cos, 51.5 + r*sin})
		}
		ring = append(ring, ring[0])
		lake := rapid.Bool().Draw(t, "the sea inside")
		line := orb.LineString(ring.Clone())
		if lake {
			slices.Reverse(line)
		}
		var pieces []geo.Water
		for len(line) > 1 {
			n := rapid.IntRange(2, len(line)).Draw(t, "points")
			pieces = append(pieces, coast(line[:n]))
			line = line[n-1:]
		}
		pieces = rapid.Permutation(pieces).Draw(t, "order")
		whole := geo.NewMask(pieces)
		// An extract has what is in a box, and the sides that reach into it.
		box := orb.Bound{Min: orb.Point{0.6, 51.4}, Max: orb.Point{0.9, 51.6}}
		var cut []geo.Water
		for _, w := range pieces {
			line := w.Shape.(orb.LineString)
			for i := range len(line) - 1 {
				if box.Intersects(orb.Bound{Min: line[i], Max: line[i]}.Extend(line[i+1])) {
					cut = append(cut, coast(line[i:i+2]))
				}
			}
		}
		extract := geo.NewMask(cut)
		for range 20 {
			at := orb.Point{rapid.Float64Range(0.68, 0.82).Draw(t, "lon"), rapid.Float64Range(51.45, 51.55).Draw(t, "lat")}
			sea := planar.RingContains(ring, at) == lake
			want := geo.OnLand
			if sea && near(ring, at) {
				want = geo.AtSea
			}
			if got := whole.At(at); got != want {
				t.Fatalf("%v is ground %d, want %d", at, got, want)
			}
			if got := extract.At(at); got != want && got != geo.Undecided {
				t.Fatalf("in an extract %v is ground %d, want %d", at, got, want)
			}
		}
	})
}

// near reports whether a position is within reach of a ring.
func near(ring orb.Ring, at orb.Point) bool {
	stretch := math.Cos((ring.Bound().Top() + ring.Bound().Bottom()) / 2 * math.Pi / 180)
	least := math.Inf(1)
	for i := range len(ring) - 1 {
		d := planar.DistanceFromSegment(
			orb.Point{ring[i][0] * stretch, ring[i][1]}, orb.Point{ring[i+1][0] * stretch, ring[i+1][1]}, orb.Point{at[0] * stretch, at[1]})
		least = min(least, d)
	}
	return least*111_195 < geo.CoastReach
}

func TestLatticeMask(t *testing.T) {
	t.Parallel()
	l := cover(t, orb.MultiPolygon{box(0.70, 51.50, 0.76, 51.54)}, 10)
	river := geo.Water{ID: "w3", Kind: geo.Inland, Shape: orb.MultiPolygon{box(0.72, 51.49, 0.73, 51.55)}}
	shore := coast(orb.LineString{{0.70, 51.49}, {0.70, 51.51}, {0.77, 51.51}}) // the land north-west of it, and what is beyond its ends unknown
	parts, err := l.Mask(geo.NewMask([]geo.Water{river, shore}))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(parts.Land.Cells) + len(parts.Water.Cells); n != len(l.Cells) || parts.Sea == 0 || parts.Sea == len(parts.Water.Cells) {
		t.Errorf("%d cells of %d, %d of %d at sea", n, len(l.Cells), parts.Sea, len(parts.Water.Cells))
	}
	for _, c := range l.Cells {
		at, err := geo.Centre(c)
		if err != nil {
			t.Fatal(err)
		}
		wet := at[0] > 0.72 && at[0] < 0.73 || at[1] < 51.51
		if _, in := parts.Water.Index(c); in != wet {
			t.Errorf("cell at %v is water: %t", at, in)
		}
	}
	if parts.Land.ID() == l.ID() {
		t.Error("a lattice without its water has the same id")
	}
	if same, err := l.Mask(geo.NewMask(nil)); err != nil || same.Land.ID() != l.ID() || len(same.Water.Cells) != 0 {
		t.Errorf("without water: %d of %d cells, %v", len(same.Land.Cells), len(l.Cells), err)
	}
	sea := geo.Water{ID: "w4", Kind: geo.Inland, Shape: orb.MultiPolygon{box(0, 51, 1, 52)}}
	if all, err := l.Mask(geo.NewMask([]geo.Water{sea})); err != nil || all.Land.ID() != l.ID() || all.Undecided != len(l.Cells) {
		t.Errorf("all in water: %d of %d cells stay, %v", len(all.Land.Cells), len(l.Cells), err)
	}
}
