package meeting_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/meeting"
)

// Of four cells the two of highest risk count: the pub on the second is named before none,
// the pub on the third and the hospital on the first are not.
func TestRiskiest(t *testing.T) {
	t.Parallel()
	var cells []crime.CellValue
	var at []orb.Point
	for i, risk := range []float64{9, 7, 2, 1} {
		p := orb.Point{0.7 + 0.01*float64(i), 51.5}
		cell, err := geo.CellAt(p, 10)
		if err != nil {
			t.Fatal(err)
		}
		cells, at = append(cells, crime.CellValue{Cell: cell, Risk: &risk}), append(at, p)
	}
	sites := []geo.Site{
		{ID: "1", Name: "The Second", Category: "pub", At: &at[1]},
		{ID: "2", Name: "The First", Category: "pub", At: &at[0]},
		{ID: "3", Name: "The Third", Category: "pub", At: &at[2]},
		{ID: "4", Name: "General", Category: "hospital", At: &at[0]},
		{ID: "5", Name: "Corner Shop", Category: "shop", At: &at[1]},
		{ID: "6", Name: "Nowhere", Category: "shop"},
	}
	got, err := meeting.Riskiest(cells, 10, 0.5, sites, 2)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string][]string{"pub": {"The First", "The Second"}, "shop": {"Corner Shop"}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
