package demoshire

import (
	"slices"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// A landmarks is the places that people name when they say where something was.
type landmarks struct {
	*people
	names []string
	at    []orb.Point    // National Grid, metres
	words map[int]string // for cells
}

func newLandmarks(p *people, sites []geo.Site) *landmarks {
	known := []string{"pub", "nightclub", "supermarket", "hotel", "school", station}
	l := &landmarks{people: p, words: map[int]string{}}
	for _, s := range sites {
		if slices.Contains(known, s.Category) {
			l.names = append(l.names, s.Name)
			l.at = append(l.at, geo.ToGrid(*s.At))
		}
	}
	return l
}

// near returns words for where a cell is: the nearest landmark, or the ward
// where there is none within 500 m.
func (l *landmarks) near(cell int) string {
	if words, known := l.words[cell]; known {
		return words
	}
	words, least := "in "+l.wards[l.ward[cell]].Name, 500.0
	for i, p := range l.at {
		if d := planarDistance(l.centres[cell], p); d < least {
			words, least = "near "+l.names[i], d
		}
	}
	l.words[cell] = words
	return words
}
