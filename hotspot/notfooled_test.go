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

// TestExcessIsOfTheCellItself gives one cell far more offences than its surroundings
// foretell: it is hot, what touches it is beside it, and a busy cell among busy ones
// does not stand out.
func TestExcessIsOfTheCellItself(t *testing.T) {
	t.Parallel()
	l, months := town(t, 60, 90)
	middle := months[0][0].Cell
	planted := 7
	for m := range months {
		for range 6 {
			months[m] = append(months[m], crime.Offence{Type: "Robbery", Precision: crime.InMonth, Cell: l.Cells[planted]})
		}
	}
	training := trainingOf(t, l, months)
	f := forecast(t, training)
	excess, local := f.Excess(nil), giStar(t, f.Counts, training.Neighbours)
	isHot := excess.Hot(len(local), 0.05)
	standings := every(len(local), func(i int) hotspot.Classification {
		return hotspot.Classify(i, isHot, local[i], training.Neighbours, 0.05)
	})
	if standings[planted] != hotspot.HotSpot || !(excess.Of(planted).P < 1e-4) {
		t.Errorf("36 offences where %.2f are foretold: %s, p %g", f.Means[planted], standings[planted], excess.Of(planted).P)
	}
	for _, j := range training.Neighbours.Of(planted) {
		if standings[j] != hotspot.BesideHotSpot || excess.Of(int(j)).P != 1 {
			t.Errorf("a cell beside it: %s, p %g", standings[j], excess.Of(int(j)).P)
		}
	}
	if i, _ := l.Index(middle); standings[i] == hotspot.HotSpot {
		t.Errorf("%g offences in the middle of the town where %.1f are foretold: %s", f.Counts[i], f.Means[i], standings[i])
	}
	hot := 0
	for _, s := range standings {
		if s == hotspot.HotSpot {
			hot++
		}
	}
	if hot > 3 {
		t.Errorf("%d cells of %d are hot", hot, len(standings))
	}
	if part := f.Excess([]int{planted}); part[0].P != excess.Of(planted).P || part[0].Q != part[0].P {
		t.Errorf("asked of one cell alone: %+v", part[0])
	}
}

func TestExcessOver(t *testing.T) {
	t.Parallel()
	// One offence where the base foretells a tenth of one.
	over, err := hotspot.ExcessOver([]float64{1, 0}, []float64{1, 9})
	if want := 1 - math.Exp(-0.1); err != nil || math.Abs(over.Of(0).P-want) > 1e-12 || over.Of(1).P != 1 {
		t.Errorf("one offence on a tenth of the base: %+v, %v, want %g", over, err, want)
	}
	for name, base := range map[string][]float64{"nothing": {0, 1}, "no number": {math.NaN(), 1}, "other places": {1}} {
		if _, err := hotspot.ExcessOver([]float64{1, 0}, base); err == nil {
			t.Errorf("a base of %s", name)
		}
	}
	if none, err := hotspot.ExcessOver([]float64{0, 0}, []float64{1, 1}); err != nil || none.Of(0).OK || none.Of(0).P != 1 {
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
	// One heavy offence and one that weighs just what the cap comes to: it is not capped.
	c, err = hotspot.CapHarm(l, offences[:2], question(t, "all"), 0.5)
	want = hotspot.HarmCap{Share: 0.5, Days: 365, Offences: 1, Types: []string{"Homicide"}, Removed: 5475 - 365}
	if diff := cmp.Diff(want, c, close9); diff != "" || err != nil {
		t.Errorf("at the edge (-want +got), error %v\n%s", err, diff)
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
	want := []crime.RuledOut{{Rule: "flagged domestic", Offences: 2}, {Rule: "at place home", Offences: 3}}
	if diff := cmp.Diff(want, night.RuledOut(l, offences)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	knife := group(t, "knife")
	want = []crime.RuledOut{{Rule: "flagged police-generated", Offences: 1}, {Rule: "not flagged knife", Offences: 2}}
	if diff := cmp.Diff(want, knife.RuledOut(l, offences)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	// What is left out and what counts are all of the types.
	tally, err := hotspot.Count(l, offences, hotspot.Question{Group: night, Harm: crime.DefaultHarm(), Clock: clock(t, "all"), Zone: london(t)})
	if err != nil || tally.Offences != 1 {
		t.Errorf("%g offences count: %v", tally.Offences, err)
	}
}

func TestUnknownsAreWhatTheDataDoNotSay(t *testing.T) {
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
		want     crime.Unknowns
	}{
		"neither place nor flag": {night, []crime.Offence{public, nowhere, far, other}, crime.Unknowns{Offences: 4, Placeless: 3, Flags: []string{crime.FlagDomestic}}},
		"one is flagged":         {night, []crime.Offence{public, domestic}, crime.Unknowns{Offences: 1}},
		"nothing counts":         {night, []crime.Offence{other}, crime.Unknowns{}},
		"coarser than the rule":  {group(t, "street-robbery"), []crime.Offence{coarse, far}, crime.Unknowns{Coarse: 2}},
		"a rule of types alone":  {group(t, "violence"), []crime.Offence{public, nowhere}, crime.Unknowns{Offences: 1}},
		"as a target":            {group(t, "violence").Targets(), []crime.Offence{public}, crime.Unknowns{Offences: 1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.group.Unknowns(l, tt.offences)); diff != "" {
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
