package sheet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/report/sheet"
)

// night is a unit that makes so many stops of ten minutes at so many places, in turn.
func night(t *testing.T, stops, places int, name string) sheet.Plan {
	t.Helper()
	do := [][]string{
		{"speak to door staff and the manager: who was refused or put out, and where they went", "stand where people leave, and be seen before they do"},
		{"ask staff what was taken, by whom, and who is banned", "look at the ways out, cycle racks and cash machines"},
		{"walk it from end to end, on foot, and speak to people", "note what makes it easy to offend here: lights, hiding places, doors that do not shut"},
		{"stand where the queue can see you, and speak to whoever is alone or has drunk too much", "part groups early; see people to a taxi or a bus"},
	}
	start := time.Date(2025, 10, 3, 18, 0, 0, 0, london(t))
	u := sheet.Unit{ID: "unit-1", Staff: "2 constables, by vehicle", Officers: 2, Role: "constable", Agency: "police", Start: start, End: start.Add(8 * time.Hour)}
	for i := range stops {
		place := i % places
		at := start.Add(time.Duration(i) * 8 * time.Hour / time.Duration(stops))
		u.Stops = append(u.Stops, sheet.Stop{
			ID: fmt.Sprintf("u1-s%02d", i+1), Seq: i + 1, Kind: "patrol_stop", At: orb.Point{0.71 + 0.002*float64(place), 51.53 + 0.001*float64(place%4)},
			Place: fmt.Sprintf("HS-%03d", place+1), Name: fmt.Sprintf("%s %d", name, place+1), Arrive: at, Depart: at.Add(10 * time.Minute), Visit: i/places + 1,
			FourE: []string{"Engage", "Explain"}, Do: do[place%len(do)],
		})
	}
	return sheet.Plan{ID: "2025-10-03-town-1", District: "Town", Start: start, End: u.End, Units: []sheet.Unit{u}, KnowsLaw: true}
}

// A unit has one page, be it for one stop or for the thirty and forty of a night by car.
func TestAPostingSheetIsOnePage(t *testing.T) {
	for _, tt := range []struct{ stops, places int }{{1, 1}, {13, 13}, {30, 11}, {40, 10}} {
		pages := textOf(t, sheet.Plans(night(t, tt.stops, tt.places, "Southchurch Road"), ground(t)))
		if len(pages) != 2 {
			t.Errorf("%d stops at %d places: %d pages, want the commander's and one", tt.stops, tt.places, len(pages))
			continue
		}
		words := strings.Join(strings.Fields(pages[1]), " ")
		for _, want := range []string{"Unit 1", "OFFICIAL-SENSITIVE", fmt.Sprintf("Southchurch Road %d", tt.places), fmt.Sprintf("u1-s%02d ", tt.stops)} {
			if !strings.Contains(words, want) {
				t.Errorf("%d stops at %d places: no %q in\n%s", tt.stops, tt.places, want, pages[1])
			}
		}
	}
	// Names as long as a register may have: all is there, on as many pages as it takes.
	long := textOf(t, sheet.Plans(night(t, 40, 10, strings.Repeat("Long name ", 17)), ground(t)))
	if all := strings.Join(strings.Fields(strings.Join(long[1:], " ")), " "); strings.Count(all, "OFFICIAL-SENSITIVE") != len(long)-1 || !strings.Contains(all, "Long name 10") || !strings.Contains(all, "u1-s40") {
		t.Errorf("of long names something is missing:\n%s", all)
	}
}
