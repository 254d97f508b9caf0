package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// smallMatrix is a matrix of 40 cells, ten of which are near a pub, where counts vary
// more than Poisson's.
func smallMatrix() string {
	var s strings.Builder
	s.WriteString("cell_id,count,pub_p200,pub_p400,school_p200\n")
	for i := range 40 {
		near, count := 0, []int{0, 0, 1, 0}[i%4]
		if i < 10 {
			near, count = 1, []int{9, 2, 4, 1, 7}[i%5]
		}
		fmt.Fprintf(&s, "%d,%d,%d,%d,%d\n", i, count, near, min(1, near+i%2), i%3%2)
	}
	return s.String()
}

func TestFitMatrix(t *testing.T) {
	t.Parallel()
	all, err := app.FitMatrix(strings.NewReader(smallMatrix()), app.MatrixRequest{Family: "all", Cull: "none"})
	if err != nil {
		t.Fatal(err)
	}
	lowest := all.BIC
	for family, m := range all.Families {
		alone, err := app.FitMatrix(strings.NewReader(smallMatrix()), app.MatrixRequest{Family: string(family), Cull: "none"})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(alone, m); diff != "" {
			t.Errorf("%s alone and among all (-want +got)\n%s", family, diff)
		}
		lowest = min(lowest, m.BIC)
		if !slices.Equal(m.Selected, []string{"pub_p200"}) || len(m.Coefficients) != 1 || m.Coefficients["pub_p200"].B <= 0 {
			t.Errorf("%s: selected %v, coefficients %v", family, m.Selected, m.Coefficients)
		}
	}
	if len(all.Families) != 3 || all.BIC != lowest {
		t.Errorf("%d families, BIC %g, the lowest is %g", len(all.Families), all.BIC, lowest)
	}
	body, err := json.Marshal(all.Families["nbii"])
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]any
	if err := json.Unmarshal(body, &keys); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"family", "cells", "events", "kept", "path", "selected", "coefficients", "dispersion", "log_likelihood", "bic", "warnings"} {
		if keys[key] == nil {
			t.Errorf("no %s in %s", key, body)
		}
	}
}

func TestFitMatrixRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		file string
		ask  app.MatrixRequest
		kind fault.Kind
		want string
	}{
		"a family":  {smallMatrix(), app.MatrixRequest{Family: "gamma"}, fault.Invalid, `no family "gamma"; there are poisson, nb2, nbii and all`},
		"a cull":    {smallMatrix(), app.MatrixRequest{Cull: "ridge"}, fault.Invalid, `no cull "ridge"; there are none, elastic-net`},
		"a value":   {"cell_id,count,a_p1\n1,1,3\n", app.MatrixRequest{}, fault.Invalid, `line 2, column a_p1: "3" is neither 0 nor 1`},
		"no events": {"cell_id,count,a_p1\n1,0,1\n2,0,0\n", app.MatrixRequest{}, fault.Unprocessable, "no events in 2 cells: take a longer period, a wider offence group or a larger area"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := app.FitMatrix(strings.NewReader(tt.file), tt.ask)
			if fmt.Sprint(err) != tt.want || fault.Of(err) != tt.kind {
				t.Errorf("got  %v (%s)\nwant %s (%s)", err, fault.Of(err), tt.want, tt.kind)
			}
		})
	}
}
