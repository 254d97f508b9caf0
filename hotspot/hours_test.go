package hotspot_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
)

const someCell = h3.Cell(0x8a194ad30007fff)

// oneCell is a lattice on which all of these offences lie.
func oneCell() geo.Lattice { return geo.Lattice{Resolution: 10, Cells: []h3.Cell{someCell}} }

func count(crime.Offence) float64 { return 1 }

func robbery(t require, from, to string) crime.Offence {
	t.Helper()
	o := crime.Offence{Type: "Robbery", Cell: someCell, From: local(t, from).UTC(), To: local(t, to).UTC(), Precision: crime.Interval}
	if from == to {
		o.Precision = crime.Instant
	}
	return o
}

func timesOf(t require, c crime.Clock, offences ...crime.Offence) hotspot.Times {
	t.Helper()
	times, err := hotspot.TimesOf(oneCell(), offences, hotspot.Question{Clock: c, Zone: london(t)}, count)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return times
}

// The sum over the week of every event of the reference, and the direction of
// 2,245 robberies in Memphis.
func TestTimesMatchReference(t *testing.T) {
	t.Parallel()
	var golden struct {
		Events []struct{ From, To string }
		Total  []float64
		Circ   struct {
			N          int
			Mean       float64 `json:"mean_hour"`
			R          float64
			Rbar       float64
			Variance   float64 `json:"circ_variance"`
			SD         float64 `json:"circ_sd_hours"`
			Z          float64 `json:"rayleigh_z"`
			P          float64 `json:"rayleigh_p"`
			HourCounts []int   `json:"hour_counts"`
		} `json:"circular"`
	}
	unmarshal(t, goldenFile(t, "hotspot/temporal.json"), &golden)
	var offences []crime.Offence
	for _, e := range golden.Events {
		o := crime.Offence{Type: "Robbery", Cell: someCell, Precision: crime.Interval}
		for _, end := range []struct {
			given string
			at    *time.Time
		}{{e.From, &o.From}, {e.To, &o.To}} {
			var err error
			if *end.at, err = time.ParseInLocation("2006-01-02T15:04:05", end.given, london(t)); err != nil {
				t.Fatal(err)
			}
		}
		offences = append(offences, o)
	}
	times := timesOf(t, clock(t, "all"), offences...)
	if diff := cmp.Diff(golden.Total, times.Week, close9); diff != "" {
		t.Errorf("hours of the week (-want +got)\n%s", diff)
	}

	var hours []float64
	counts := make([]int, 24)
	for i, line := range strings.Split(strings.TrimSpace(string(goldenFile(t, "hotspot/memphis_points.csv"))), "\n") {
		if i == 0 {
			continue
		}
		at, err := time.Parse("2006-01-02T15:04:05", strings.Trim(strings.Split(line, ",")[3], `"`))
		if err != nil {
			t.Fatal(err)
		}
		hours = append(hours, float64(at.Hour())+float64(at.Minute())/60+float64(at.Second())/3600)
		counts[at.Hour()]++
	}
	got, err := hotspot.Circular(hours)
	if err != nil {
		t.Fatal(err)
	}
	want := hotspot.Direction{Mean: golden.Circ.Mean, R: golden.Circ.Rbar, Variance: golden.Circ.Variance, SD: golden.Circ.SD, RayleighZ: golden.Circ.Z, RayleighP: golden.Circ.P}
	if diff := cmp.Diff(want, got, close9); diff != "" {
		t.Errorf("direction (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(golden.Circ.HourCounts, counts); diff != "" {
		t.Errorf("hours (-want +got)\n%s", diff)
	}
	if relative := math.Abs(got.RayleighP/golden.Circ.P - 1); relative > 1e-9 {
		t.Errorf("Rayleigh's p is %g, want %g", got.RayleighP, golden.Circ.P)
	}
}

func TestCircularHasNoDirection(t *testing.T) {
	t.Parallel()
	for name, hours := range map[string][]float64{"nothing": nil, "opposite": {0, 12}, "even": {0, 6, 12, 18}} {
		if d, err := hotspot.Circular(hours); err == nil {
			t.Errorf("%s: %+v", name, d)
		}
	}
	if d, err := hotspot.Circular([]float64{23, 1}); err != nil || math.Abs(math.Mod(d.Mean+12, 24)-12) > 1e-9 {
		t.Errorf("between 23:00 and 01:00 is midnight, not %g (%v)", d.Mean, err)
	}
	if d, err := hotspot.Circular([]float64{0, 0}); err != nil || d.SD != 0 || math.Signbit(d.SD) {
		t.Errorf("all at midnight: %+v (%v)", d, err)
	}
	if d, err := hotspot.Circular([]float64{3, 3}); err != nil || d.SD > 1e-6 || d.R < 1-1e-9 {
		t.Errorf("all at one time: %+v (%v)", d, err)
	}
}

func TestPolicingDay(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"2026-11-21 05:59": "2026-11-20",
		"2026-11-21 06:00": "2026-11-21",
		"2026-10-25 01:30": "2026-10-24", // the hour that comes twice
		"2026-03-29 02:00": "2026-03-28",
		"2027-01-01 00:10": "2026-12-31",
	}
	for at, want := range tests {
		if got := crime.PolicingDay(local(t, at)).Format("2006-01-02"); got != want {
			t.Errorf("%s belongs to %s, want %s", at, got, want)
		}
	}
}

// Half of the offences of four hours of the night are in two, and one of three of
// those may have happened outside of them.
func TestPeakInsideTheClock(t *testing.T) {
	t.Parallel()
	times := timesOf(t, clock(t, "nte"),
		robbery(t, "2026-11-20 22:15", "2026-11-20 22:15"),
		robbery(t, "2026-11-21 23:30", "2026-11-21 23:30"),
		robbery(t, "2026-11-22 22:00", "2026-11-23 00:00"),
		robbery(t, "2026-11-20 20:00", "2026-11-21 04:00"), // an eighth in each hour
		robbery(t, "2026-11-21 01:00", "2026-11-21 01:00"),
		robbery(t, "2026-11-21 12:00", "2026-11-21 12:00"), // by day
		robbery(t, "2026-11-18 23:00", "2026-11-18 23:00"), // on a Wednesday
		crime.Offence{Type: "Robbery", Cell: someCell, From: local(t, "2026-11-01 00:00"), Precision: crime.InMonth, More: 4},
	)
	peak := *times.Peak
	want := hotspot.Peak{From: 22, To: 0, Hours: 2, Of: 10, Share: 3.25 / 5, Guesswork: 0.25 / 3.25, Long: 0.25 / 3.25, P: peak.P}
	if diff := cmp.Diff(want, peak, close9); diff != "" {
		t.Errorf("peak (-want +got)\n%s", diff)
	}
	times.Week, times.Direction, times.Peak = nil, nil, nil
	half, most := 5., 7.4
	if diff := cmp.Diff(hotspot.Times{
		Sum: 5, Outside: 2, Timed: 7, Instants: 5, Long: 1, LongShare: 1. / 7, SpanHalf: &half, SpanMost: &most, Untimed: 5,
		Days: []float64{0, 0, 0, 0, 3, 1, 1},
	}, times, close9); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTimesRefuse(t *testing.T) {
	t.Parallel()
	month := crime.Offence{Type: "Robbery", Cell: someCell, From: local(t, "2026-11-01 00:00"), Precision: crime.InMonth}
	_, err := hotspot.TimesOf(oneCell(), []crime.Offence{month}, hotspot.Question{Clock: clock(t, "all"), Zone: london(t)}, count)
	if !errors.Is(err, hotspot.ErrHoursUnknown) {
		t.Errorf("months alone: %v", err)
	}
	_, err = hotspot.TimesOf(oneCell(), nil, hotspot.Question{Clock: crime.Clock{Name: "never"}, Zone: london(t)}, count)
	if fmt.Sprint(err) != "clock never takes no hour" {
		t.Errorf("a clock of no hour: %v", err)
	}
	nothing := timesOf(t, clock(t, "nte"))
	if nothing.Sum != 0 || nothing.Peak != nil || nothing.Direction != nil || nothing.SpanHalf != nil || nothing.LongShare != 0 {
		t.Errorf("of no offence: %+v", nothing)
	}
}

func TestTimesLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var offences []crime.Offence
		for range rapid.IntRange(1, 8).Draw(t, "offences") {
			o := interval(t)
			o.Type, o.Cell, o.More = "Robbery", someCell, rapid.IntRange(0, 2).Draw(t, "more")
			if rapid.Bool().Draw(t, "instant") {
				o.To, o.Precision = o.From, crime.Instant
			}
			offences = append(offences, o)
		}
		rule := rapid.SampledFrom([]string{"daily 00:00-24:00", "Thu-Sun 19:00-05:00", "Mon-Fri 07:00-09:00, Mon-Fri 16:00-18:00", "Sat 23:00-01:00"}).Draw(t, "clock")
		c, err := crime.ParseClock("own", rule)
		if err != nil {
			t.Fatal(err)
		}
		times := timesOf(t, c, offences...)
		if !cmp.Equal(times.Sum+times.Outside, float64(times.Timed), close9) ||
			!cmp.Equal(total(times.Week), times.Sum, close9) || !cmp.Equal(total(times.Days), times.Sum, close9) {
			t.Fatalf("%g at the clock's hours and %g at others of %d; by hour %g, by day %g", times.Sum, times.Outside, times.Timed, total(times.Week), total(times.Days))
		}
		if c.All() && times.Outside != 0 {
			t.Fatalf("%g outside of every hour", times.Outside)
		}
		if p := times.Peak; p != nil && (p.Share < 0.5-1e-9 || p.Share > 1 || p.Guesswork < 0 || p.Guesswork > 1+1e-9 || p.Long > 1+1e-9 || math.IsNaN(p.P) || p.Hours > p.Of) {
			t.Fatalf("peak %+v", p)
		}
		if d := times.Direction; d != nil && (d.Mean < 0 || d.Mean > 24 || d.R > 1 || d.SD < 0 || math.IsNaN(d.SD+d.RayleighP)) {
			t.Fatalf("direction %+v", d)
		}
	})
}

// An interval of two years takes no more room than a week, and each hour its part.
func TestLongIntervalsWrap(t *testing.T) {
	t.Parallel()
	times := timesOf(t, clock(t, "all"), robbery(t, "2024-01-01 00:00", "2026-01-01 00:00"))
	for hour, w := range times.Week {
		if math.Abs(w-1./168) > 1e-4 {
			t.Errorf("hour %d has %g", hour, w)
		}
	}
}

func total(v []float64) float64 {
	var sum float64
	for _, x := range v {
		sum += x
	}
	return sum
}

func TestParseClock(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rule  string
		hours int
		want  string // the error
	}{
		"a night":            {"Fri 22:00-03:00", 5, ""},
		"over the weekend":   {"sat-mon 22-24", 6, ""},
		"two terms":          {"Mon-Fri 07:00-09:00,Mon-Fri 16:00-18:00", 20, ""},
		"the same twice":     {"daily 06:00-12:00, Mon 10:00-14:00", 6*7 + 2, ""},
		"of the calendar":    {"holidays 10:00-16:00", 0, ""},
		"half an hour":       {"Fri 22:30-03:00", 0, `"Fri 22:30-03:00": write days and whole hours`},
		"no hours":           {"Fri", 0, `"Fri": write days and whole hours`},
		"a clock of no hour": {"Fri 22:00-22:00", 0, "«Fri 22:00-22:00» covers no hour"},
		"nothing":            {"", 0, `"": write days and whole hours`},
		"25 o'clock":         {"Fri 22:00-25:00", 0, `"Fri 22:00-25:00": write days and whole hours`},
		"no day":             {"Freitag 22:00-23:00", 0, `no days "Freitag": write Mon, Thu-Sun, daily, eves or holidays`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := crime.ParseClock("own", tt.rule)
			if tt.want != "" {
				if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
					t.Errorf("got  %v\nwant %s", err, tt.want)
				}
				return
			}
			if err != nil || c.Hours() != tt.hours || c.Rule != tt.rule {
				t.Errorf("%d hours, want %d (%v)", c.Hours(), tt.hours, err)
			}
		})
	}
}

func FuzzParseClock(f *testing.F) {
	for _, r := range crime.DefaultClocks() {
		f.Add(r.Rule)
	}
	f.Add("sat-mon 22-24, holidays 0-1")
	f.Fuzz(func(t *testing.T, rule string) {
		c, err := crime.ParseClock("own", rule)
		if err == nil && c.Hours() == 0 && !c.OfCalendar() {
			t.Errorf("%q takes no hour and is no error", rule)
		}
	})
}

// Christmas Day of 2026 is a Friday, so its eve is a Thursday and in nte anyway;
// Boxing Day's holiday is on Monday 28, so Sunday is its eve, and New Year's Day is
// a Friday. Good Friday 2027 makes Thursday an eve; Easter Monday's is a Sunday; the
// early May holiday's, Monday 3 May, is a Sunday. A Wednesday holiday has a Tuesday.
func TestEvesBelongToTheNightTimeEconomy(t *testing.T) {
	t.Parallel()
	holiday := crime.Event{Key: "x", Kind: crime.BankHoliday, Name: "Jubilee", From: local(t, "2026-11-18 00:00").UTC(), To: local(t, "2026-11-19 00:00").UTC()}
	plain := clock(t, "nte")
	bound := plain.On([]crime.Event{holiday}, london(t))
	tests := map[string]struct {
		at    string
		plain float64
		bound float64
	}{
		"the eve, a Tuesday night":     {"2026-11-17 23:00", 0, 1},
		"its small hours":              {"2026-11-18 04:59", 0, 1},
		"not after five":               {"2026-11-18 05:00", 0, 0},
		"not the night of the holiday": {"2026-11-18 23:00", 0, 0},
		"not another Tuesday":          {"2026-11-24 23:00", 0, 0},
		"Fridays as ever":              {"2026-11-20 23:00", 1, 1},
	}
	for name, tt := range tests {
		o := robbery(t, tt.at, tt.at)
		without, _ := plain.Share(o, london(t))
		with, _ := bound.Share(o, london(t))
		if without != tt.plain || with != tt.bound {
			t.Errorf("%s: %g and %g with the calendar, want %g and %g", name, without, with, tt.plain, tt.bound)
		}
	}
	if share, _ := bound.Share(robbery(t, "2026-11-18 03:00", "2026-11-18 07:00"), london(t)); share != 0.5 {
		t.Errorf("an interval of which half is in the eve's night: %g", share)
	}
	if dates := bound.Dates(); len(dates) != 1 || !dates[0].Equal(local(t, "2026-11-17 19:00")) {
		t.Errorf("dates %v", dates)
	}
	if own, _ := crime.ParseClock("own", "holidays 10:00-12:00"); !own.Empty() || own.On([]crime.Event{holiday}, london(t)).Empty() {
		t.Error("hours of bank holidays are none without the calendar, and some with it")
	}
}

// A clock by any rule takes what Aoristic puts into its hours.
func TestShareIsAoristic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := interval(t)
		w := crime.Aoristic(o.From.In(london(t)), o.To)
		if !cmp.Equal(total(w[:]), 1., close9) {
			t.Fatalf("weights add up to %g", total(w[:]))
		}
		var want float64
		for hour := range 168 {
			if night := hour % 24; night < 6 || night >= 18 {
				want += w[hour]
			}
		}
		if got, _ := clock(t, "night").Share(o, london(t)); !cmp.Equal(want, got, cmpopts.EquateApprox(0, 1e-9)) {
			t.Fatalf("share %g, want %g", got, want)
		}
	})
}

// Robberies of two weekends, one of which may have happened at any time of a night.
func ExampleTimesOf() {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		fmt.Println(err)
		return
	}
	nte, _ := crime.NamedClock("nte")
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, london) }
	offence := func(from, to time.Time) crime.Offence {
		return crime.Offence{Type: "Robbery", Cell: someCell, From: from, To: to, Precision: crime.Interval}
	}
	offences := []crime.Offence{
		offence(at(20, 23, 0), at(20, 23, 30)),
		offence(at(21, 0, 15), at(21, 0, 20)),
		offence(at(27, 23, 40), at(28, 0, 10)),
		offence(at(27, 19, 0), at(28, 5, 0)),
	}
	times, err := hotspot.TimesOf(oneCell(), offences, hotspot.Question{Clock: nte, Zone: london}, count)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%02d:00 to %02d:00 holds %.0f%% of %g; guesswork %.0f%%\n", times.Peak.From, times.Peak.To, 100*times.Peak.Share, times.Sum, 100*times.Peak.Guesswork)
	// Output:
	// 23:00 to 01:00 holds 80% of 4; guesswork 6%
}
