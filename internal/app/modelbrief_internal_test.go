package app

import (
	"fmt"
	"strings"
	"testing"

	"beatplan/hotspot"
	"beatplan/rtm"
)

func TestOften(t *testing.T) {
	t.Parallel()
	for yearly, want := range map[float64]string{
		0: "no offence", 12.4: "about 12 offences a year", 27: "about 27 offences a year", 41: "about 40 offences a year", 1.6: "about 2 offences a year",
		1: "about one offence a year", 0.6: "about one offence in 2 years", 0.2: "about one offence in 5 years", 0.005: "about one offence in 200 years", 0.0000123: "about one offence in 80000 years",
	} {
		if got := often(yearly, ""); got != want {
			t.Errorf("%g a year: %q, want %q", yearly, got, want)
		}
	}
}

// TestBrief: what raises the risk is said in at most 30 words however many factors there
// are, strongest first, and nothing is said to be a cause.
func TestBrief(t *testing.T) {
	t.Parallel()
	m := ModelResult{Group: "robbery", Model: &rtm.Model{}, Yearly: &Yearly{Riskiest: 1, Usual: 0.005}}
	for i := range 20 {
		m.Terms = append(m.Terms, rtm.Term{Variable: rtm.Variable{Factor: fmt.Sprintf("bus-stop-of-kind-%d", i)}, RRV: 1.5 + float64(i)/10})
	}
	m.Terms[3].Adjustment = true
	b := brief(m)
	if n := len(strings.Fields(b.Raises)); n > 30 || !strings.HasPrefix(b.Raises, "More is recorded near bus stop of kind 19s (3.4 times)") || !strings.Contains(b.Raises, "other kinds of place") {
		t.Errorf("%d words: %s", n, b.Raises)
	}
	m.Terms = []rtm.Term{{Variable: rtm.Variable{Factor: "takeaway"}, RRV: 4.6}}
	held := func(share float64) []hotspot.Tested {
		return []hotspot.Tested{{Accuracy: hotspot.Accuracy{Area: 0.01, HitRate: share}}}
	}
	m.Validation = &Validation{Holdout: hotspot.Holdout{Later: 40, Methods: map[string][]hotspot.Tested{
		byRisk: held(0.4), byPosterior: held(0.47), byPrior: held(0.25),
		byKDE: held(0.38), byForecast: held(0.709),
	}}}
	want := ModelBrief{
		Expected:  "By the model, about one offence of robbery a year in the riskiest hexagon; about one offence in 200 years in the usual one.",
		Raises:    "More is recorded near takeaways (4.6 times).",
		Without:   "Places like these without takeaways hold 4.6 times fewer in the model; closing them is not shown to do that.",
		Foretells: "On the 1% of the area that it puts first it held 47 of 100 later offences; prior density (KDE) held 38, the forecast 71.",
	}
	if got := brief(m); got != want {
		t.Errorf("%+v", got)
	}
	m.Terms, m.Validation = nil, nil
	if got := brief(m); got.Without != "" || !strings.Contains(got.Raises, "None") || !strings.Contains(got.Foretells, "not tried") {
		t.Errorf("%+v", got)
	}
}

func TestFitNotes(t *testing.T) {
	t.Parallel()
	m := &rtm.Model{Events: 149, Shrinkage: 0.6, Terms: []rtm.Term{{Variable: rtm.Variable{Factor: "pub", Reach: 600}, Longest: true}}}
	notes := strings.Join(fitNotes(m), "\n")
	for _, want := range []string{"the longest reach tried was chosen for pubs at 600 m", "149 offences are few", "multiplied by 0.60"} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is not in %s", want, notes)
		}
	}
	if notes := fitNotes(&rtm.Model{Events: 150}); len(notes) > 0 {
		t.Errorf("notes %q", notes)
	}
}
