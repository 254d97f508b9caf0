package hotspot_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/hotspot"
)

func TestOneOffenceIsTooFewToTell(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 20) // 1,261 cells
	n := latticeNeighbours(t, l)
	counts := make([]float64, len(l.Cells))
	at := func(cells ...int) { // in the middle of the lattice's order, far apart
		for _, c := range cells {
			counts[c]++
		}
	}
	at(100, 900, 901, 1200)
	counts[500] = 8
	locals := giStar(t, counts, n)
	excess, err := hotspot.PoissonExcess(counts, n)
	if err != nil {
		t.Fatal(err)
	}
	stands := func(i int) hotspot.Standing { return hotspot.Stand(locals[i], excess[i], 0.05) }
	if stands(500) != hotspot.StandsHot || stands(100) == hotspot.StandsHot || stands(0) == hotspot.StandsHot {
		t.Errorf("eight offences: %s; one: %s; none: %s", stands(500), stands(100), stands(0))
	}
	// Of eight in seven cells of 1,261 that have 12: at least so many by chance.
	mean := 12. / 1261 * float64(1+len(n.Of(500)))
	p := 1.0
	term := math.Exp(-mean)
	for k := range 8 {
		p -= term
		term *= mean / float64(k+1)
	}
	if math.Abs(excess[500].P-p) > 1e-12 {
		t.Errorf("the probability of eight or more is %g, want %g", excess[500].P, p)
	}
	if alone := (hotspot.Local{Z: 9, Q: 0.001, OK: true}); hotspot.Stand(alone, hotspot.Local{P: 0.3, Q: 0.6, OK: true}, 0.05) != hotspot.TooFewToTell ||
		hotspot.Stand(alone, hotspot.Local{P: 1, Q: 1}, 0.05) != hotspot.TooFewToTell {
		t.Error("nine standard deviations on too few offences stand out")
	}
	if _, err := hotspot.PoissonExcess([]float64{-1, 2}, n); err == nil {
		t.Error("counts of other places, below 0")
	}
	none, err := hotspot.PoissonExcess(make([]float64, len(l.Cells)), n)
	if err != nil || none[0].OK || none[0].P != 1 {
		t.Errorf("nothing counted: %+v, %v", none[0], err)
	}
}

func TestExcessOver(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(0, 9).Draw(t, "count")) }), 19, 19).Draw(t, "counts")
		base, each := make([]float64, len(counts)), rapid.Float64Range(0.1, 1000).Draw(t, "base")
		for i := range base {
			base[i] = each
		}
		n, err := hotspot.LatticeNeighbours(disk(t, 10, 2))
		if err != nil {
			t.Fatal(err)
		}
		alike, err := hotspot.PoissonExcess(counts, n)
		if err != nil {
			t.Fatal(err)
		}
		over, err := hotspot.ExcessOver(counts, base, n)
		if err != nil {
			t.Fatal(err)
		}
		for i := range over {
			if math.Abs(over[i].P-alike[i].P) > 1e-9 || over[i].OK != alike[i].OK {
				t.Errorf("place %d on an even base: %+v, and without one %+v", i, over[i], alike[i])
			}
		}
	})
	// Without neighbours: one offence where the base foretells a tenth of one.
	n, err := hotspot.NewNeighbours([][]int{{}, {}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	over, err := hotspot.ExcessOver([]float64{1, 0}, []float64{1, 9}, n)
	if want := 1 - math.Exp(-0.1); err != nil || math.Abs(over[0].P-want) > 1e-12 || over[1].P != 1 {
		t.Errorf("one offence on a tenth of the base: %+v, %v, want %g", over, err, want)
	}
	for name, base := range map[string][]float64{"nothing": {0, 1}, "no number": {math.NaN(), 1}, "other places": {1}} {
		if _, err := hotspot.ExcessOver([]float64{1, 0}, base, n); err == nil {
			t.Errorf("a base of %s", name)
		}
	}
	if none, err := hotspot.ExcessOver([]float64{0, 0}, []float64{1, 1}, n); err != nil || none[0].OK || none[0].P != 1 {
		t.Errorf("nothing counted: %+v, %v", none, err)
	}
}

func TestCapHarm(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 1)
	q := question(t, "all")
	offences := []crime.Offence{offence(t, l.Cells[0], "Homicide", "20:00")}
	for range 30 {
		offences = append(offences, offence(t, l.Cells[1], "Violence with injury", "20:00"))
	}
	tally := func(q hotspot.Question) hotspot.Tally {
		tally, err := hotspot.Count(l, offences, q)
		if err != nil {
			t.Fatal(err)
		}
		return tally
	}
	c, err := hotspot.CapHarm(l, offences, q, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	// days = 0.1 × (days + 30 × 365)
	want := hotspot.HarmCap{Share: 0.1, Days: 30 * 365 * 0.1 / 0.9, Offences: 1, Types: []string{"Homicide"}, Removed: 5475 - 30*365*0.1/0.9}
	if diff := cmp.Diff(want, c, close9); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	before := tally(q)
	q.Harm = q.Harm.Capped(c.Days)
	if after := tally(q); math.Abs(after.Harm-(before.Harm-c.Removed)) > 1e-6 || math.Abs(after.Cells[0].Harm/after.Harm-0.1) > 1e-9 {
		t.Errorf("after: %g of %g days, want a tenth; before: %g", after.Cells[0].Harm, after.Harm, before.Harm)
	}
	if days, _ := crime.DefaultHarm().Days("Homicide"); days != 5475 {
		t.Errorf("the table itself now has %g days", days)
	}
	for name, tt := range map[string]struct {
		offences []crime.Offence
		share    float64
	}{
		"a share that none exceeds": {offences, 0.5},
		"all alike":                 {offences[1:5], 0.1},
		"fewer than a cap can hold": {offences[:3], 0.1},
		"nothing":                   {nil, 0.1},
	} {
		if c, err := hotspot.CapHarm(l, tt.offences, question(t, "all"), tt.share); err != nil || c.Days != 0 || c.Offences != 0 {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	for _, share := range []float64{0, -1, 1.5, math.NaN()} {
		if _, err := hotspot.CapHarm(l, offences, q, share); err == nil {
			t.Errorf("a cap of %g", share)
		}
	}
}

// Under a cap no offence has more than the share.
func TestCapHarmHolds(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 1)
	types := []string{"Homicide", "Rape offences", "Violence with injury", "Shoplifting", "Arson"}
	rapid.Check(t, func(t *rapid.T) {
		q := question(t, "all")
		var offences []crime.Offence
		for range rapid.IntRange(1, 60).Draw(t, "offences") {
			offences = append(offences, offence(t, l.Cells[0], rapid.SampledFrom(types).Draw(t, "type"), "20:00"))
		}
		share := rapid.Float64Range(0.01, 1).Draw(t, "share")
		c, err := hotspot.CapHarm(l, offences, q, share)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if c.Days == 0 {
			return
		}
		q.Harm = q.Harm.Capped(c.Days)
		tally, err := hotspot.Count(l, offences, q)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if math.Abs(c.Days-share*tally.Harm) > 1e-6*tally.Harm || !(c.Removed > 0) {
			t.Fatalf("%g days of %g are not the share %g: %+v", c.Days, tally.Harm, share, c)
		}
	})
}

func TestLeftOutListsEachOnce(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 1)
	night := group(t, "nte-violence")
	home := offence(t, l.Cells[0], "Criminal damage", "20:00")
	home.Place, home.More = "home", 2
	offences := []crime.Offence{
		offence(t, l.Cells[0], "Violence with injury", "20:00"),
		offence(t, l.Cells[0], "Violence with injury", "20:00", crime.FlagDomestic),
		offence(t, l.Cells[0], "Violence with injury", "20:00", crime.FlagDomestic, crime.FlagPoliceGenerated),
		offence(t, l.Cells[0], "Shoplifting", "20:00", crime.FlagDomestic),
		offence(t, disk(t, 10, 9).Cells[0], "Violence with injury", "20:00", crime.FlagDomestic),
		home,
	}
	want := []crime.LeftOut{{Rule: "flagged domestic", Offences: 2}, {Rule: "at place home", Offences: 3}}
	if diff := cmp.Diff(want, night.LeftOut(l, offences)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	knife := group(t, "knife")
	want = []crime.LeftOut{{Rule: "flagged police-generated", Offences: 1}, {Rule: "not flagged knife", Offences: 2}}
	if diff := cmp.Diff(want, knife.LeftOut(l, offences)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	// What is left out and what counts are all of the types.
	tally, err := hotspot.Count(l, offences, hotspot.Question{Group: night, Harm: crime.DefaultHarm(), Clock: clock(t, "all"), Zone: london(t)})
	if err != nil || tally.Offences != 1 {
		t.Errorf("%g offences count: %v", tally.Offences, err)
	}
}

func TestUnsaidIsWhatTheDataDoNotSay(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 1)
	public := offence(t, l.Cells[0], "Violence with injury", "20:00")
	public.Place = "public"
	nowhere := offence(t, l.Cells[0], "Criminal damage", "20:00")
	nowhere.More = 2
	far := offence(t, disk(t, 10, 9).Cells[0], "Violence with injury", "20:00", crime.FlagDomestic)
	other := offence(t, l.Cells[0], "Shoplifting", "20:00", crime.FlagDomestic)
	domestic := offence(t, l.Cells[1], "Violence with injury", "20:00", crime.FlagDomestic)
	coarse := offence(t, l.Cells[0], "Robbery", "20:00")
	coarse.More = 1
	night := group(t, "nte-violence")
	tests := map[string]struct {
		group    crime.Group
		offences []crime.Offence
		want     crime.Unsaid
	}{
		"neither place nor flag": {night, []crime.Offence{public, nowhere, far, other}, crime.Unsaid{Offences: 4, Placeless: 3, Flags: []string{crime.FlagDomestic}}},
		"one is flagged":         {night, []crime.Offence{public, domestic}, crime.Unsaid{Offences: 1}},
		"nothing counts":         {night, []crime.Offence{other}, crime.Unsaid{}},
		"coarser than the rule":  {group(t, "street-robbery"), []crime.Offence{coarse, far}, crime.Unsaid{Coarse: 2}},
		"a rule of types alone":  {group(t, "violence"), []crime.Offence{public, nowhere}, crime.Unsaid{Offences: 1}},
		"as a target":            {group(t, "violence").Targets(), []crime.Offence{public}, crime.Unsaid{Offences: 1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.group.Unsaid(l, tt.offences)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestPiles(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 1)
	point := &orb.Point{0.7, 51.5}
	station := offence(t, l.Cells[0], "Robbery", "20:00")
	station.At, station.More = point, 11
	other := offence(t, l.Cells[0], "Robbery", "21:00")
	other.At = &orb.Point{0.7001, 51.5}
	few := offence(t, l.Cells[1], "Robbery", "21:00")
	piles := crime.Piles(l, group(t, "robbery"), []crime.Offence{station, other, few, offence(t, l.Cells[0], "Arson", "20:00")})
	if got, want := piles[l.Cells[0]], (crime.Pile{Offences: 13, Positions: 2, Largest: 12}); got != want || !got.Suspect() {
		t.Errorf("%+v, want %+v and suspect", got, want)
	}
	if got := piles[l.Cells[1]]; got != (crime.Pile{Offences: 1, Positions: 1, Largest: 1}) || got.Suspect() {
		t.Errorf("one offence: %+v", got)
	}
}
