package demoshire

import (
	"encoding/json"
	"io"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// figures are numbers that are written to six digits.
type figures []float64

// MarshalJSON writes them.
func (f figures) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for i, x := range f {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendFloat(b, x, 'g', 6, 64)
	}
	return append(b, ']'), nil
}

// writeTruth writes the truth as JSON. Figures of cells are in the order of cells.
func (c County) writeTruth(w io.Writer) error {
	type factor struct {
		Category string  `json:"category"`
		Reach    float64 `json:"reach_m"`
		Risk     float64 `json:"relative_risk"`
	}
	type pattern struct {
		Name     string         `json:"name"`
		Numbers  map[string]int `json:"numbers"` // by type
		Factors  []factor       `json:"factors"`
		Nightly  bool           `json:"nightly"`
		Searched bool           `json:"searched"`
		Week     figures        `json:"hours_of_week"`
		Expected figures        `json:"expected"`
	}
	type cluster struct {
		Town   string     `json:"town"`
		Centre [2]float64 `json:"centre"`
		Radius float64    `json:"radius_m"`
		Times  float64    `json:"times"`
	}
	t := c.Truth
	body := struct {
		World     World          `json:"world"`
		Seed      uint64         `json:"seed"`
		Offences  int            `json:"offences"`
		FirstYear int            `json:"first_year"`
		LastYear  int            `json:"last_year"`
		Victims   float64        `json:"offences_per_incident"`
		Fades     bool           `json:"influence_fades"`
		Nights    []cluster      `json:"night_clusters"`
		Decoys    []string       `json:"decoys"`
		Patterns  []pattern      `json:"patterns"`
		Cells     []h3.Cell      `json:"cells"`
		Residents figures        `json:"residents"`
		Residue   figures        `json:"residue,omitempty"`
		Snaps     []orb.Point    `json:"snap_points,omitempty"`
		Loud      []LoudPremises `json:"loud_premises"`
	}{
		World: t.World, Seed: c.options.Seed, Offences: c.options.Offences,
		FirstYear: lastYear - c.options.Years + 1, LastYear: lastYear,
		Victims: t.Victims, Fades: t.World == Misspecified, Nights: []cluster{}, Decoys: t.Decoys,
		Cells: t.Lattice.Cells, Residents: t.Residents, Residue: t.Residue, Snaps: t.Snaps, Loud: t.Loud,
	}
	for _, n := range t.Nights {
		body.Nights = append(body.Nights, cluster{n.Town, n.Centre, n.Radius, n.Times})
	}
	for _, p := range t.Patterns {
		out := pattern{
			Name: p.Name, Numbers: map[string]int{}, Factors: []factor{}, Nightly: p.Nightly, Searched: p.Searched,
			Week: p.Week[:], Expected: p.Expected,
		}
		for _, q := range p.Quotas {
			out.Numbers[q.Type] = q.Number
		}
		for _, i := range p.Influences {
			out.Factors = append(out.Factors, factor(i))
		}
		body.Patterns = append(body.Patterns, out)
	}
	return json.NewEncoder(w).Encode(body)
}
