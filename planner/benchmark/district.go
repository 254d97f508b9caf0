package benchmark

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"beatplan/planner/orienteering"
)

// A district is the file of a district problem. Times are seconds from the start of the
// shift, prizes have no unit.
type district struct {
	Leaves  float64            `json:"leaves"`
	Travel  map[string][][]int `json:"travel"` // by mode
	Options []struct {
		ID    string  `json:"id"`
		Place int     `json:"place"`
		Spot  int     `json:"spot"` // -1: a site
		Open  int     `json:"open"`
		Close int     `json:"close"` // latest beginning
		Dwell int     `json:"dwell"`
		Prize float64 `json:"prize"`
		Must  bool    `json:"must"`
	} `json:"options"`
	Units []struct {
		Mode  string `json:"mode"`
		Start int    `json:"start"`
		End   int    `json:"end"`
		Shift [2]int `json:"shift"`
		Break struct {
			Place int `json:"place"`
			Open  int `json:"open"`
			Close int `json:"close"`
			Dwell int `json:"dwell"`
		} `json:"brk"`
	} `json:"units"`
}

// District reads a district problem. Where it is falling, visits of one spot are worth
// less the more there are; otherwise each counts in full.
func District(data []byte, falling bool) (Problem, error) {
	var d district
	if err := json.Unmarshal(data, &d); err != nil {
		return Problem{}, err
	}
	for mode, travel := range d.Travel {
		for i, row := range travel {
			if len(row) != len(travel) {
				return Problem{}, fmt.Errorf("travel by %s from place %d is to %d places of %d", mode, i, len(row), len(travel))
			}
		}
	}
	p := Problem{Instance: &orienteering.Instance{}, falls: d.Leaves}
	add := func(o orienteering.Option, name string, spot int) {
		p.Options, p.names, p.spots = append(p.Options, o), append(p.names, name), append(p.spots, spot)
	}
	spots := map[int]int{} // group by spot
	for _, o := range d.Options {
		g, have := spots[o.Spot]
		if !have || o.Spot < 0 || !falling {
			g = p.group(orienteering.Group{Leaves: d.Leaves, Most: len(d.Options), Must: o.Must})
			spots[o.Spot] = g
		}
		add(orienteering.Option{Place: o.Place, Open: o.Open, Close: o.Close, Dwell: o.Dwell, Prize: o.Prize, Group: g}, o.ID, o.Spot)
	}
	for k, u := range d.Units {
		travel, have := d.Travel[u.Mode]
		if !have {
			return Problem{}, fmt.Errorf("unit %d travels by %q, and there is no such travel", k+1, u.Mode)
		}
		p.Units = append(p.Units, orienteering.Unit{
			Travel: travel, Start: u.Start, End: u.End, Open: u.Shift[0], Close: u.Shift[1], Limit: u.Shift[1] - u.Shift[0],
		})
		only := make([]bool, len(d.Units))
		only[k] = true
		b := u.Break
		g := p.group(orienteering.Group{Leaves: 1, Most: 1, Must: true})
		add(orienteering.Option{Place: b.Place, Open: b.Open, Close: b.Close, Dwell: b.Dwell, Group: g, Units: only}, "break", -1)
	}
	return p, p.Validate()
}

func (p *Problem) group(g orienteering.Group) int {
	p.Groups = append(p.Groups, g)
	return len(p.Groups) - 1
}

// Visits returns what an answer of a district is worth where each visit counts in full,
// where further visits of a spot fall in value, and how many stops there are, breaks
// apart.
func (p Problem) Visits(s orienteering.Solution) (flat, falling float64, visits int) {
	bySpot := map[int][]float64{}
	for _, stops := range s.Routes {
		for _, j := range stops {
			o := p.Options[j]
			if p.names[j] == "break" {
				continue
			}
			visits++
			flat += o.Prize
			if spot := p.spots[j]; spot >= 0 {
				bySpot[spot] = append(bySpot[spot], o.Prize)
			} else {
				falling += o.Prize
			}
		}
	}
	for _, spot := range slices.Sorted(maps.Keys(bySpot)) {
		prizes := bySpot[spot]
		slices.Sort(prizes)
		slices.Reverse(prizes)
		share := 1.0
		for _, prize := range prizes {
			falling += share * prize
			share *= p.falls
		}
	}
	return flat, falling, visits
}
