package app_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"beatplan/hotspot"
	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// TestValidationIsAnEvaluation: a model is tried as any ranking is, with the same
// figures for the rankings that need no model.
func TestValidationIsAnEvaluation(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	m, err := a.FitModel(t.Context(), app.ModelRequest{Area: "Newtown", Group: "robbery", Train: "2025-01..2025-02", Test: "2025-03"})
	if err != nil {
		t.Fatal(err)
	}
	e, _, err := a.EvaluateRankings(t.Context(), robberies("prior", "kde"))
	if err != nil {
		t.Fatal(err)
	}
	v := m.Validation
	if v == nil || v.Events != 90 || v.Later != 90 || v.Cells != e.Cells || v.Settings != e.Settings {
		t.Fatalf("validation %+v beside %+v", v, e.Footing)
	}
	if diff := cmp.Diff([]string{"forecast", "kde", "posterior", "prior", "rtm"}, slices.Sorted(maps.Keys(v.Methods))); diff != "" {
		t.Errorf("methods (-want +got):\n%s", diff)
	}
	for _, method := range []string{"prior", "kde"} {
		if diff := cmp.Diff(accuracies(e.Methods[method]), accuracies(v.Methods[method]), cmpopts.IgnoreFields(hotspot.Accuracy{}, "Predicted")); diff != "" {
			t.Errorf("%s (-evaluated +validated):\n%s", method, diff)
		}
		if v.AUC[method] != e.AUC[method] {
			t.Errorf("AUC of %s is %g, and %g when evaluated", method, v.AUC[method], e.AUC[method])
		}
	}
	members := func(of any) []string {
		text, err := json.Marshal(of)
		if err != nil {
			t.Fatal(err)
		}
		var object map[string]any
		if err := json.Unmarshal(text, &object); err != nil {
			t.Fatal(err)
		}
		return slices.Sorted(maps.Keys(object))
	}
	evaluated := members(e)
	for _, name := range members(v) {
		if !slices.Contains(evaluated, name) {
			t.Errorf("an evaluation has no %s", name)
		}
	}
	if !strings.Contains(v.Verdict, "prior counts") {
		t.Errorf("verdict %q", v.Verdict)
	}
}

// accuracies returns what does not depend on draws, which rankings beside share.
func accuracies(tested []hotspot.Tested) []hotspot.Accuracy {
	a := make([]hotspot.Accuracy, len(tested))
	for i, t := range tested {
		a[i] = t.Accuracy
	}
	return a
}

func TestValidationOfNothing(t *testing.T) {
	t.Parallel()
	m, err := town{}.app(t).FitModel(t.Context(), app.ModelRequest{Area: "Newtown", Group: "robbery", Train: "2025-01..2025-03", Test: "2025-04..2025-05"})
	if err == nil || m.Validation != nil {
		t.Errorf("%+v, error %v; want no test of months of which nothing is loaded", m.Validation, err)
	}
}

// TestModelChart draws each ranking, the same at every time, as well-formed XML.
func TestModelChart(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	ask := app.ModelRequest{Area: "Newtown", Group: "robbery", Train: "2025-01..2025-02", Test: "2025-03"}
	m, err := a.FitModel(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	first, err := a.ModelChart(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	again, err := a.ModelChart(t.Context(), m.ID)
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("drawn again it is other bytes, error %v", err)
	}
	marks, d := map[string]int{}, xml.NewDecoder(bytes.NewReader(first))
	ranking := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		element, is := token.(xml.StartElement)
		if !is {
			continue
		}
		for _, attribute := range element.Attr {
			if attribute.Name.Local == "data-ranking" {
				ranking = attribute.Value
			}
		}
		if ranking != "" && element.Name.Local == "circle" {
			marks[ranking]++
		}
	}
	want := map[string]int{"rtm": 6, "posterior": 6, "prior": 6, "kde": 6, "forecast": 6 + 5} // the last are the legend's
	if diff := cmp.Diff(want, marks); diff != "" {
		t.Errorf("marks (-want +got):\n%s", diff)
	}
	ask.Test = ""
	if m, err = a.FitModel(t.Context(), ask); err != nil {
		t.Fatal(err)
	}
	if _, err := a.ModelChart(t.Context(), m.ID); fault.Of(err) != fault.Unprocessable {
		t.Errorf("error %v of a model that was not tried", err)
	}
}
