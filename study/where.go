package study

import (
	"cmp"
	"errors"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
)

// Hotspots says where offences or harm concentrate.
type Hotspots struct {
	Footing
	Settings      HotspotSettings        `json:"settings"`
	Base          *Base                  `json:"base,omitempty"` // of a measure that is a rate
	Standing      map[string]int         `json:"standing"`       // cells by whether they stand out
	Concentration *hotspot.Concentration `json:"concentration"`  // of the measure over the cells; null where there is none, and of rates
	Lorenz        []hotspot.LorenzPoint  `json:"lorenz"`         // in steps of a hundredth of the cells; empty where there is none
	GlobalMoran   *hotspot.Global        `json:"global_moran"`   // whether like lies beside like; null where there is none
	Clusters      []Cluster              `json:"clusters"`       // hot cells that adjoin, those of the most of the measure first
	Places        []Place                `json:"places"`
}

// HotspotSettings are what a map of hotspots was made with.
type HotspotSettings struct {
	Rate       float64        `json:"false_discovery_rate"`
	Neighbours string         `json:"neighbours"`
	Kernel     hotspot.Kernel `json:"kernel"`
	Bandwidth  float64        `json:"bandwidth_m"`
	Rule       bool           `json:"bandwidth_by_rule"`
	Against    string         `json:"against,omitempty"` // the group that densities are held against
}

// A Cluster is a hotspot: hot cells that adjoin.
type Cluster struct {
	Number int     `json:"number"` // from 1
	Cells  int     `json:"cells"`
	Count  float64 `json:"count"`
	Harm   float64 `json:"harm"`
}

// A Place is one cell among cells of equal size.
type Place struct {
	Cell           string                 `json:"cell"`
	Rank           int                    `json:"rank"` // by the measure: 1 + how many cells have more; 0: it has none
	Count          float64                `json:"count"`
	Around         float64                `json:"around"` // offences in the cell and those that touch it, of those that are ranked
	Harm           float64                `json:"harm"`
	ASB            float64                `json:"asb"`
	Stands         hotspot.Classification `json:"stands"`
	Cluster        int                    `json:"cluster"`  // number of the hotspot that it is part of; 0: none
	GiStar         float64                `json:"gi_star"`  // of the measure, standard deviations
	Q              float64                `json:"q"`        // of Gi*, adjusted over the map
	Excess         float64                `json:"excess_q"` // of so many offences in the cell by what is foretold, adjusted over the map
	Moran          float64                `json:"moran"`    // local
	MoranQ         float64                `json:"moran_q"`
	Quadrant       hotspot.Quadrant       `json:"quadrant"`        // empty where it has no neighbours
	Density        float64                `json:"density_per_km2"` // of the measure, at the centre
	Positions      int                    `json:"positions"`       // different ones of its offences
	Piled          bool                   `json:"piled"`           // most of its offences are at one position
	*PlaceRates                           // nil: not asked for
	*PlaceContrast                        // nil: not asked for
}

// A PlaceContrast is the density of another group at a cell, and how this one's
// compares with it.
type PlaceContrast struct {
	Against float64  `json:"against_per_km2"` // of the measure
	Ratio   *float64 `json:"density_ratio"`   // this group's ÷ the other's; null where the other has none
}

// List fills in the places: the cells with something of the measure, by rank, then those
// that stand out without it. It counts the cells by whether they stand out, lets more add
// to each place, of which it is told the position in the lattice and among those listed,
// and returns the cells of the places.
func (h *Hotspots) List(s *Study, values []float64, m Statistics, more func(p *Place, i, listed int)) []h3.Cell {
	h.Standing = m.standing
	cells := make([]h3.Cell, 0, len(m.Listed))
	h.Places = make([]Place, 0, len(m.Listed))
	add := func(i, rank int) {
		k, _ := slices.BinarySearch(m.Listed, i)
		p := s.place(i, rank, m.evidence[k], m.Density[k], m.Piles[s.Lattice.Cells[i]])
		more(&p, i, k)
		h.Places, cells = append(h.Places, p), append(cells, s.Lattice.Cells[i])
	}
	order, ranks := hotspot.Ranks(values)
	for k, i := range order {
		add(i, ranks[k])
	}
	for _, i := range m.Listed {
		if values[i] <= 0 {
			add(i, 0)
		}
	}
	return cells
}

// Cluster fills in the clusters, and returns the cluster number of each hot cell.
func (h *Hotspots) Cluster(s *Study, measure hotspot.Measure, m Statistics) map[int]int {
	found := m.neighbours.Clusters(func(i int) bool { return m.hot[i] })
	held := func(cells []int) (sum float64) {
		for _, i := range cells {
			sum += measure.Of(s.Tally.Cells[i])
		}
		return sum
	}
	slices.SortStableFunc(found, func(a, b []int) int { return cmp.Compare(held(b), held(a)) })
	h.Clusters = make([]Cluster, len(found))
	clusterOf := map[int]int{}
	for k, cells := range found {
		cluster := Cluster{Number: k + 1, Cells: len(cells)}
		for _, i := range cells {
			cluster.Count += s.Tally.Cells[i].Count
			cluster.Harm += s.Tally.Cells[i].Harm
			clusterOf[i] = cluster.Number
		}
		h.Clusters[k] = cluster
	}
	return clusterOf
}

// Statistics say which cells of a lattice stand out, with the evidence on those that are
// listed: the cells that have something, and those that are cold.
type Statistics struct {
	Listed  []int           // their positions in the lattice, ascending
	Density []float64       // of each of them, per square metre
	Global  *hotspot.Global // nil where there is none
	Piles   map[h3.Cell]crime.Pile

	evidence   []evidence     // on each of them
	standing   map[string]int // all cells, by whether they stand out
	hot        []bool         // all cells
	neighbours hotspot.Neighbours
}

// evidence is what is known of a cell that is listed.
type evidence struct {
	stands         hotspot.Classification
	giStar, excess hotspot.Local
	moran, moranQ  float64
	quadrant       hotspot.Quadrant
	around         float64 // offences in the cell and its neighbours
}

// Basis is what places are ranked by.
type Basis struct {
	Measure hotspot.Measure
	Values  []float64      // of the measure, of each cell
	Base    []float64      // what it is a rate of; nil: it is an amount
	Excess  hotspot.Excess // of an amount: over what the surroundings of each cell foretell
}

// Statistics tests which cells stand out by a measure, from the offences on and around
// the lattice with their positions. Where all cells have the same, none stands out and a
// note says so. A bandwidth chosen by rule is written into the settings. The cost is that
// of the neighbours, and of a kernel density at the cells that are listed.
func (s *Study) Statistics(g Basis, located []crime.Offence, settings *HotspotSettings) (Statistics, error) {
	m := Statistics{standing: map[string]int{}}
	var err error
	if m.neighbours, err = hotspot.LatticeNeighbours(s.Lattice); err != nil {
		return m, err
	}
	if global, err := hotspot.GlobalMoran(g.Values, m.neighbours); err == nil {
		m.Global = &global
	}
	if g.Base != nil {
		if g.Excess, err = hotspot.ExcessOver(s.Tally.Counts(), g.Base); err != nil {
			return m, err
		}
	}
	if err := s.stands(&m, g); err != nil {
		return m, err
	}
	moran, err := hotspot.LocalMoran(g.Values, m.neighbours)
	known := err == nil // not where all are alike, or of two cells
	for k, i := range m.Listed {
		e := &m.evidence[k]
		e.moranQ = 1
		if known {
			one := moran.Of(i)
			e.moran, e.moranQ, e.quadrant = one.I, one.Conditional.Q, one.Quadrant
		}
		e.around = s.Tally.Cells[i].Count
		for _, j := range m.neighbours.Of(i) {
			e.around += s.Tally.Cells[j].Count
		}
	}
	m.Piles = crime.Piles(s.Lattice, s.Question.Group, located)
	listed := *s
	listed.Lattice = s.Lattice.Subset(m.Listed)
	m.Density, err = listed.Density(g.Measure, located, settings)
	return m, err
}

// stands finds out which cells stand out, and lists those that have something or are cold.
func (s *Study) stands(m *Statistics, g Basis) error {
	giStar, err := hotspot.GiStar(g.Values, m.neighbours)
	if errors.Is(err, hotspot.ErrAlike) {
		s.Note("all cells (%d) have the same: none can stand out", len(g.Values))
		err = nil
	}
	if err != nil {
		return err
	}
	m.hot = g.Excess.Hot(len(g.Values), FalseDiscoveryRate)
	for i, v := range g.Values {
		local := giStar.Of(i)
		stands := hotspot.Classify(i, m.hot, local, m.neighbours, FalseDiscoveryRate)
		m.standing[string(stands)]++
		if v > 0 || s.Tally.Cells[i] != (crime.CellTally{}) || stands == hotspot.ColdSpot {
			m.Listed = append(m.Listed, i)
			m.evidence = append(m.evidence, evidence{stands: stands, giStar: local, excess: g.Excess.Of(i)})
		}
	}
	return nil
}

// Density returns the kernel density of a measure at the centres of the cells, per square
// metre, of the offences on and around the lattice. The error is [Unanswerable] where no
// bandwidth can be chosen by rule.
func (s *Study) Density(measure hotspot.Measure, located []crime.Offence, settings *HotspotSettings) ([]float64, error) {
	clock := s.Question.Clock
	if s.Question.AllHours {
		clock, _ = crime.NamedClock("all")
	}
	weight := s.Weight(measure)
	var points, each []orb.Point
	var weights []float64
	matches := s.Question.Group.Matcher()
	for _, o := range located {
		share, _ := clock.Share(o, s.Question.Zone)
		if w := share * weight(o) * float64(1+o.More); w > 0 && matches(o) {
			points, weights = append(points, geo.ToGrid(*o.At)), append(weights, w)
			for range 1 + o.More {
				each = append(each, points[len(points)-1])
			}
		}
	}
	if settings.Rule {
		var err error
		if settings.Bandwidth, err = hotspot.RuleBandwidth(each); err != nil {
			return nil, Unanswerable(err.Error())
		}
	}
	centres, err := s.Lattice.Centres()
	if err != nil {
		return nil, err
	}
	return hotspot.Density(points, weights, centres, settings.Kernel, settings.Bandwidth)
}

// NotePiles notes how many offences share positions.
func (s *Study) NotePiles(piles map[h3.Cell]crime.Pile) {
	offences, positions, suspect := 0, 0, 0
	for _, p := range piles {
		offences += p.Offences
		positions += p.Positions
		if p.Suspect() {
			suspect++
		}
	}
	if 2*positions < offences {
		s.Note("%s share %s: they are moved to the nearest of a set of points, and a cell may have those of a wider place",
			english.Count(float64(offences), "offence"), english.Count(float64(positions), "position"))
	}
	if suspect > 0 {
		s.Note("in %s most offences, ten or more, are at one position: look at what is there before sending anybody", english.Count(float64(suspect), "cell"))
	}
}

// place describes a cell.
func (s *Study) place(i, rank int, e evidence, density float64, pile crime.Pile) Place {
	t := s.Tally.Cells[i]
	return Place{
		Cell: s.Lattice.Cells[i].String(), Rank: rank, Count: t.Count, Around: e.around, Harm: t.Harm, ASB: t.ASB,
		Stands: e.stands, GiStar: e.giStar.Z, Q: e.giStar.Q, Excess: e.excess.Q,
		Moran: e.moran, MoranQ: e.moranQ, Quadrant: e.quadrant,
		Density: 1e6 * density, Positions: pile.Positions, Piled: pile.Suspect(),
	}
}

const (
	// FalseDiscoveryRate is the share of the places that stand out that may do so by
	// chance.
	FalseDiscoveryRate = 0.05
	// Neighbourhood says what neighbours are.
	Neighbourhood = "the cells that touch, and the cell itself"
)

// Concentrations fills in how unevenly the values lie over the cells, unless they are rates,
// which do not add up.
func (h *Hotspots) Concentrations(g Basis) {
	h.Lorenz = []hotspot.LorenzPoint{}
	if concentration, err := hotspot.Concentrated(g.Values); err == nil && !g.Measure.IsRate() {
		h.Concentration = &concentration
		h.Lorenz, _ = hotspot.Lorenz(g.Values, 100)
	}
}

// Contrasts compares two densities per square metre, cell by cell.
func Contrasts(density, other []float64) ([]PlaceContrast, error) {
	dual, err := hotspot.Dual(density, other)
	if err != nil {
		return nil, err
	}
	all := make([]PlaceContrast, len(dual))
	for i, d := range dual {
		all[i].Against = 1e6 * other[i]
		if d.HasRatio {
			all[i].Ratio = &dual[i].Ratio
		}
	}
	return all, nil
}
