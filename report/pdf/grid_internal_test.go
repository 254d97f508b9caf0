package pdf

import (
	"testing"

	"beatplan/report"
)

// TestGridTells: visits to a place share a row only where the same is done there, and no row is
// left without what to do because another said it.
func TestGridTells(t *testing.T) {
	t.Parallel()
	walk, stand := report.Plain("Walk it."), report.Plain("Stand at the rank.")
	band := func(hour int, exact bool, s report.Stop) report.Band {
		b := report.Band{Hour: hour, Time: []string{"h"}, Stops: []report.Stop{s}}
		if exact {
			b.Time = []string{"21:00", "21:15"}
		}
		return b
	}
	stop := func(manner string, do report.Text) report.Stop {
		return report.Stop{Sign: "1", Name: "Quay Street", Manner: manner, Do: do, Minutes: 15}
	}
	tests := map[string]struct {
		bands []report.Band
		want  []string // what each row says
	}{
		"as before":          {[]report.Band{band(20, false, stop("Engage", walk)), band(21, false, stop("Engage", nil))}, []string{"Engage Walk it."}},
		"said later":         {[]report.Band{band(20, false, stop("", nil)), band(21, false, stop("Engage", walk))}, []string{"Engage Walk it."}},
		"something else":     {[]report.Band{band(20, false, stop("Engage", walk)), band(21, false, stop("Engage", stand))}, []string{"Engage Walk it.", "Engage Stand at the rank."}},
		"in another manner":  {[]report.Band{band(20, false, stop("Engage", walk)), band(21, false, stop("Enforce", walk))}, []string{"Engage Walk it.", "Enforce Walk it."}},
		"with others before": {[]report.Band{band(20, true, stop("Engage", walk)), band(21, false, stop("Engage", nil))}, []string{"Engage Walk it.", "Engage Walk it."}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows := gridOf(report.Rounds{Bands: tt.bands}).rows
			if len(rows) != len(tt.want) {
				t.Fatalf("%d rows, want %d", len(rows), len(tt.want))
			}
			for i, want := range tt.want {
				if got := rows[i].Manner + " " + rows[i].Do.String(); got != want {
					t.Errorf("row %d says %q, want %q", i+1, got, want)
				}
			}
		})
	}
}

// A place whose first visit says "as at 2" says so still when it is visited again: "as before"
// would be as in the row above.
func TestARowKeepsTheNumberOfThePlaceItIsAs(t *testing.T) {
	t.Parallel()
	at := func(hour int, where string) report.Band {
		return report.Band{Hour: hour, Time: []string{"h"}, Stops: []report.Stop{{Sign: "3", Name: "Quay Street", Manner: "Engage", Where: where, Minutes: 10}}}
	}
	rows := gridOf(report.Rounds{Bands: []report.Band{at(20, "as at 2"), at(21, "as before")}}).rows
	if len(rows) != 1 || rows[0].Where != "as at 2" {
		t.Errorf("rows %+v, want one that says as at 2", rows)
	}
}

func TestShortTag(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{"s.34 from 21:00": "s.34", "s.34 from 21:30": "s.34 21:30", "PSPO in force": "PSPO"} {
		if got := shortTag(tag); got != want {
			t.Errorf("%q: %q, want %q", tag, got, want)
		}
	}
}
