package meeting_test

import (
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/meeting"
)

// Searches and what was found are printed side by side, and nothing is derived from them.
func ExampleSearchesOf() {
	areas := []geo.Area{{Name: "Quay", Code: "W1", Land: orb.MultiPolygon{{{{0, 51}, {1, 51}, {1, 52}, {0, 52}, {0, 51}}}}}}
	january := crime.Month(12 * 2025)
	search := func(month crime.Month, lon float64, object, outcome string) crime.Search {
		return crime.Search{Month: month, At: &orb.Point{lon, 51.5}, Object: object, Outcome: outcome}
	}
	r := meeting.SearchesOf("Town", crime.Period{From: january, To: january + 1}, areas, []crime.Search{
		search(january+1, 0.5, "Drugs", "Arrest"), search(january, 0.5, "Offensive weapons", "Nothing found"), search(january, 0.6, "Offensive weapons", "Arrest"),
		search(january, 0.6, "", "Nothing found"), search(january, 3, "Drugs", "Arrest"),
		{Month: january},
	})
	t := r.Table()
	fmt.Println(t.Title)
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		fmt.Println(strings.Join(row, " | "))
	}
	fmt.Println(r.Notes[1])
	fmt.Println(r.Document().Title)
	// Output:
	// Town: 4 stop and searches, 2025-01..2025-02
	// month | area | searches | mostly for | Arrest | Nothing found
	// 2025-01 | Quay | 3 | Offensive weapons (2) | 1 | 2
	// 2025-02 | Quay | 1 | Drugs (1) | 1 | 0
	// 1 search without a position: in no area
	// Stop and searches
}
