package zones

import (
	"cmp"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// anywhere are positions of which many are the same, or at the edge of a band.
func anywhere() *rapid.Generator[orb.Point] {
	return rapid.Custom(func(t *rapid.T) orb.Point {
		return orb.Point{0.7 + float64(rapid.IntRange(-40, 40).Draw(t, "east"))*0.0005, 51.5 + float64(rapid.IntRange(-20, 20).Draw(t, "north"))*bandDegrees/2}
	})
}

// TestIndex finds the positions that trying each of them finds, from south to north.
func TestIndex(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		position := anywhere()
		all := rapid.SliceOfN(position, 0, 200).Draw(t, "positions")
		at, metres := position.Draw(t, "at"), rapid.Float64Range(0, 2000).Draw(t, "metres")
		var want, got []int
		for i := range all {
			if distance(at, all[i]) <= metres {
				want = append(want, i)
			}
		}
		slices.SortStableFunc(want, func(a, b int) int { return cmp.Compare(all[a][1], all[b][1]) })
		newIndex(len(all), func(i int) orb.Point { return all[i] }).within(at, metres, func(i int, d float64) {
			got = append(got, i)
			if d != distance(at, all[i]) {
				t.Fatalf("%d is %g m away, not %g", i, distance(at, all[i]), d)
			}
		})
		if !slices.Equal(got, want) {
			t.Fatalf("found %v, want %v", got, want)
		}
	})
}

// TestRanking hands out the positions that scoring all of them puts first, in that order.
func TestRanking(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(anywhere(), 1, 150)
		of := func(at []orb.Point) index { return newIndex(len(at), func(i int) orb.Point { return at[i] }) }
		offences, violence := some.Draw(t, "offences"), some.Draw(t, "violence")
		rules := PatrolSpots(5)
		rules.Least = rapid.SampledFrom([]float64{1e-9, 0.5, 1}).Draw(t, "least")
		rules.Radius = rapid.SampledFrom([]float64{10, 75, 300}).Draw(t, "radius")
		ratio := rapid.SampledFrom([]float64{0, 0.1, 1, 3}).Draw(t, "ratio")
		near, around := of(offences), of(violence)
		var all []Spot
		positions := slices.Concat(offences, violence)
		slices.SortFunc(positions, byPlace)
		for _, at := range slices.Compact(positions) {
			s := Spot{At: at}
			around.each(at, rules.Radius, func(indexed, float64) { s.Expected += ratio })
			near.each(at, rules.Radius, func(indexed, float64) { s.Count++ })
			if s.Score = rules.score(s); s.Score >= rules.Least {
				all = append(all, s)
			}
		}
		slices.SortStableFunc(all, func(a, b Spot) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Count, a.Count)) })
		r := rank(near, around, ratio, rules)
		for i := 0; ; i++ {
			got, found := r.next(func(orb.Point) bool { return true })
			if found != (i < len(all)) {
				t.Fatalf("%d of %d are handed out", i, len(all))
			}
			if !found {
				return
			}
			if got.At != all[i].At || got.Score != all[i].Score || got.Count != all[i].Count {
				t.Fatalf("%d is %+v, want %+v", i, got, all[i])
			}
		}
	})
}
