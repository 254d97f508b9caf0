package rtm_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/rtm"
)

func TestDefaultActions(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, a := range rtm.DefaultActions() {
		if err := a.Validate(); err != nil || a.Version != 1 || seen[a.Factor] {
			t.Errorf("%s, version %d: %v", a.Factor, a.Version, err)
		}
		seen[a.Factor] = true
	}
	for _, factor := range []string{"pub", "takeaway", "cash-machine", "station"} {
		if !seen[factor] {
			t.Errorf("no action for %s", factor)
		}
	}
}

func TestParseAction(t *testing.T) {
	t.Parallel()
	got, err := rtm.ParseAction(" licensing authority: prevent: hours: 23:00 at the latest")
	want := rtm.Action{Agency: "licensing authority", FourP: "Prevent", Does: "hours: 23:00 at the latest"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("(-want +got):\n%s%v", diff, err)
	}
	for s, says := range map[string]string{"": "is no action", "bank: Protect": "is no action", "bank: Police: move it": `"Police" is none of Prevent`, ":Protect:move it": "is no action", "bank:Protect: ": "is no action"} {
		if _, err := rtm.ParseAction(s); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: error %v, want %s", s, err, says)
		}
	}
}

func FuzzParseAction(f *testing.F) {
	f.Add("licensing authority: Prevent: review the licence")
	f.Add("::")
	f.Fuzz(func(t *testing.T, s string) {
		a, err := rtm.ParseAction(s)
		if err != nil {
			return
		}
		again, err := rtm.ParseAction(a.Agency + ": " + a.FourP + ": " + a.Does)
		if err != nil || again != a {
			t.Errorf("%q: %+v, again %+v, error %v", s, a, again, err)
		}
		if err := (rtm.Actions{Factor: "pub", Actions: []rtm.Action{a}}).Validate(); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	})
}
