package app_test

import (
	"bytes"
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// scored is a cell of a model's surface.
type scored struct {
	ID         string `json:"id"`
	Properties struct {
		Risk  float64 `json:"risk"`
		Count float64 `json:"count"`
	} `json:"properties"`
}

func scoresOf(t *testing.T, a *app.App, model string) []scored {
	t.Helper()
	c, err := a.ModelHexagons(t.Context(), model)
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	if err := c.WriteGeoJSON(&body); err != nil {
		t.Fatal(err)
	}
	var features struct{ Features []scored }
	if err := json.Unmarshal(body.Bytes(), &features); err != nil {
		t.Fatal(err)
	}
	return features.Features
}

// TestExplain asks for the reasons of the riskiest cell, of one under no influence and
// of every fortieth: contributions sum to the score.
func TestExplain(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	model, err := a.FitModel(t.Context(), app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01..2025-02"})
	if err != nil {
		t.Fatal(err)
	}
	cells := scoresOf(t, a, model.ID)
	var top, none scored
	explained := 0
	for i, c := range cells {
		if c.Properties.Risk > top.Properties.Risk {
			top = c
		}
		if c.Properties.Risk == 1 {
			none = c
		}
		if i%40 != 0 {
			continue
		}
		explained++
		e, err := a.Explain(t.Context(), model.ID, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		log, score := 0.0, 1.0
		for _, w := range e.Influences {
			log += w.LogContribution
			score += w.Contribution
			if w.Influence == "proximity" && (w.Within == 0 || w.Nearest[0].Distance > w.Reach) {
				t.Errorf("%s: %+v is not within reach", c.ID, w)
			}
		}
		if strings.Contains(e.Sentence, ",,") || strings.Contains(e.Sentence, ", and") {
			t.Errorf("%s: commas in %q", c.ID, e.Sentence)
		}
		if math.Abs(math.Exp(log)-e.Risk) > 1e-9 || math.Abs(log-e.LogRisk) > 1e-9 || math.Abs(score-e.Risk) > 1e-9 {
			t.Errorf("%s: contributions sum to %g, and by their logs to %g; the score is %g", c.ID, score, math.Exp(log), e.Risk)
		}
		if math.Abs(e.Risk-c.Properties.Risk) > 1e-6 || e.Offences != c.Properties.Count || len(e.Influences)+len(e.NotAtWork) != len(model.Terms) {
			t.Errorf("%s: %+v, and its surface has %+v", c.ID, e, c.Properties)
		}
	}
	if explained < 10 || none.ID == "" || len(model.Terms) == 0 {
		t.Fatalf("%d cells explained, %q under no influence, %d terms", explained, none.ID, len(model.Terms))
	}
	for _, tt := range []struct{ cell, says string }{
		{top.ID, `^(A|Two|Three|Four|Five|Six|Seven|Eight|Nine|[0-9]+) .*pub.* within [0-9.]+ m.*The pub [0-9]+.* this hexagon at [0-9.]+ times the risk of one under no influence; .* of robbery counted here in 2025-01..2025-02\.$`},
		{none.ID, `^No factor of the model is at work in this hexagon, .*counted here in 2025-01..2025-02\.$`},
	} {
		if e, err := a.Explain(t.Context(), model.ID, tt.cell); err != nil || !regexp.MustCompile(tt.says).MatchString(e.Sentence) {
			t.Errorf("%q, error %v; want %s", e.Sentence, err, tt.says)
		}
	}

	for name, tt := range map[string]struct {
		cell string
		kind fault.Kind
		says string
	}{
		"no cell":            {"pub", fault.Invalid, `"pub" is no H3 cell`},
		"another resolution": {"891f1d48d8bffff", fault.Invalid, "has resolution 9, and the model 10"},
		"elsewhere":          {"8a194ad3200ffff", fault.NotFound, "is not on the land of Newtown"},
	} {
		if _, err := a.Explain(t.Context(), model.ID, tt.cell); fault.Of(err) != tt.kind || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: error %v, want %s: %s", name, err, tt.kind, tt.says)
		}
	}
	if _, err := a.ExplainAt(t.Context(), model.ID, orb.Point{300, 52}); fault.Of(err) != fault.Invalid {
		t.Errorf("a position off the globe: %v", err)
	}
	at := land(t, 3.02, 52.01)
	if e, err := a.ExplainAt(t.Context(), model.ID, at); err != nil || math.Hypot(e.Centre[0]-at[0], e.Centre[1]-at[1]) > 0.002 {
		t.Errorf("at %v: %+v, error %v", at, e, err)
	}

	// A pub where no influence was makes another score of it, which is said.
	cell := none.ID
	e, err := a.Explain(t.Context(), model.ID, cell)
	if err != nil {
		t.Fatal(err)
	}
	take(t, m.Sites, []geo.Site{{Source: "new", ID: "1", Name: "The New Pub", Category: "pub", At: &e.Centre}})
	if _, err := a.Explain(t.Context(), model.ID, cell); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), "have changed since model") {
		t.Errorf("error %v, want that the sites have changed", err)
	}
}

// TestCompareModels compares models of one month with those of another, and of none
// with the one that is approved.
func TestCompareModels(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	fit := func(r app.ModelRequest) app.ModelResult {
		r.Area, r.Group = "T1", "robbery"
		m, err := a.FitModel(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	pubs := fit(app.ModelRequest{Train: "2025-01..2025-03", Factors: []string{"pub"}})
	shops := fit(app.ModelRequest{Train: "2025-01..2025-03", Factors: []string{"shop"}})
	if _, err := a.CompareModels(t.Context(), pubs.ID, ""); fault.Of(err) != fault.NotFound || !strings.Contains(err.Error(), "name the model to compare") {
		t.Errorf("nothing approved: error %v", err)
	}
	if _, err := a.Decide(t.Context(), app.DecisionRequest{Result: shops.ID, Verdict: "approved", Why: "agreed", As: "Second"}); err != nil {
		t.Fatal(err)
	}
	c, err := a.CompareModels(t.Context(), pubs.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if c.Other.ID != shops.ID || c.Cells != pubs.Cells || c.Alone != 0 || c.Same {
		t.Errorf("%+v", c)
	}
	cells := scoresOf(t, a, pubs.ID)
	for _, top := range c.Top {
		if top.Both+len(top.In) != top.Cells || len(top.Out) > top.Cells || top.Overlap < 0 || top.Overlap > 1 {
			t.Errorf("%+v", top)
		}
		if limit := int(math.Ceil(1.1 * top.Share * float64(len(cells)))); top.Cells == 0 || top.Cells > limit {
			t.Errorf("the top %g has %d of %d cells", top.Share, top.Cells, len(cells))
		}
	}
	same, err := a.CompareModels(t.Context(), pubs.ID, pubs.ID)
	if err != nil || !same.Same || *same.Correlation != 1 || same.Top[0].Overlap != 1 || len(same.Moves) > 0 {
		t.Errorf("a model and itself: %+v, error %v", same, err)
	}
	features, err := a.ModelComparisonFeatures(t.Context(), pubs.ID, shops.ID)
	if err != nil || len(features.Features) < len(c.Top[1].In) {
		t.Errorf("%d features, error %v", len(features.Features), err)
	}
	coarse := fit(app.ModelRequest{Train: "2025-01..2025-03", Resolution: 9})
	if _, err := a.CompareModels(t.Context(), pubs.ID, coarse.ID); fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), "fit both at one") {
		t.Errorf("two resolutions: error %v", err)
	}
}
