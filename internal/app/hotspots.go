package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
)

// HotspotRequest is what every question about hotspots asks.
type HotspotRequest struct {
	Area       string `json:"area"`
	Group      string `json:"group"`
	From       string `json:"from"`       // YYYY-MM; empty: the first month loaded
	To         string `json:"to"`         // YYYY-MM; empty: the last month loaded
	Clock      string `json:"clock"`      // empty: all
	AllHours   bool   `json:"all_hours"`  // count month-only offences at all hours, labelled so
	Resolution int    `json:"resolution"` // 0: the default
	Measure    string `json:"measure"`    // count or harm, in find a rate as well; empty: count
}

// FindRequest asks where offences or harm concentrate.
type FindRequest struct {
	HotspotRequest
	Kernel    string   `json:"kernel"`    // quartic or gaussian; empty: quartic
	Bandwidth string   `json:"bandwidth"` // metres, or rule; empty: the default
	HarmCap   *float64 `json:"harm_cap"`  // the most of all harm that one offence may have; 0: any; nil: the default
	Rates     bool     `json:"rates"`     // per resident and per street km
	Against   string   `json:"against"`   // a group whose density to hold this one against; empty: none
}

// Hotspots says where offences or harm concentrate.
type Hotspots struct {
	study.Footing
	Settings      HotspotSettings        `json:"settings"`
	Base          *Base                  `json:"base,omitempty"` // of a measure that is a rate
	Standing      map[string]int         `json:"standing"`       // cells by whether they stand out
	Concentration *hotspot.Concentration `json:"concentration"`  // of the measure over the cells; null where there is none, and of rates
	Lorenz        []hotspot.LorenzPoint  `json:"lorenz"`         // in steps of a hundredth of the cells; empty where there is none
	GlobalMoran   *hotspot.Global        `json:"global_moran"`   // whether like lies beside like; null where there is none
	Clusters      []Cluster              `json:"clusters"`       // hot cells that adjoin, those of the most of the measure first
	Places        []Place                `json:"places"`
}

// A PlaceContrast is the density of another group at a cell, and how this one's
// compares with it.
type PlaceContrast struct {
	Against float64  `json:"against_per_km2"` // of the measure
	Ratio   *float64 `json:"density_ratio"`   // this group's ÷ the other's; null where the other has none
}

// A Cluster is a hotspot: hot cells that adjoin.
type Cluster struct {
	Number int     `json:"number"` // from 1
	Cells  int     `json:"cells"`
	Count  float64 `json:"count"`
	Harm   float64 `json:"harm"`
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

// A Place is one cell among cells of equal size.
type Place struct {
	Cell           string           `json:"cell"`
	Rank           int              `json:"rank"` // by the measure: 1 + how many cells have more; 0: it has none
	Count          float64          `json:"count"`
	Around         float64          `json:"around"` // offences in the cell and those that touch it, of those that are ranked
	Harm           float64          `json:"harm"`
	ASB            float64          `json:"asb"`
	Stands         hotspot.Standing `json:"stands"`
	Cluster        int              `json:"cluster"`  // number of the hotspot that it is part of; 0: none
	GiStar         float64          `json:"gi_star"`  // of the measure, standard deviations
	Q              float64          `json:"q"`        // of Gi*, adjusted over the map
	Excess         float64          `json:"excess_q"` // of so many offences in the cell by what is foretold, adjusted over the map
	Moran          float64          `json:"moran"`    // local
	MoranQ         float64          `json:"moran_q"`
	Quadrant       hotspot.Quadrant `json:"quadrant"`        // empty where it has no neighbours
	Density        float64          `json:"density_per_km2"` // of the measure, at the centre
	Positions      int              `json:"positions"`       // different ones of its offences
	Piled          bool             `json:"piled"`           // most of its offences are at one position
	*PlaceRates                     // nil: not asked for
	*PlaceContrast                  // nil: not asked for
}

const (
	// falseDiscoveryRate is how many of the places that stand out may do so by chance.
	falseDiscoveryRate = 0.05
	// defaultHarmCap is the most of all harm that one offence has.
	defaultHarmCap = 0.1
	// touching is what neighbours are.
	touching = "the cells that touch, and the cell itself"
)

// FindHotspots ranks the cells of an area, and says which stand out. The features
// are the cells that have something or stand out, by rank.
func (a *App) FindHotspots(ctx context.Context, r FindRequest) (Hotspots, geo.Collection, error) {
	fail := func(err error) (Hotspots, geo.Collection, error) { return Hotspots{}, geo.Collection{}, err }
	h := Hotspots{Standing: map[string]int{}}
	var err error
	if h.Settings, err = r.settings(); err != nil {
		return fail(err)
	}
	measure, err := hotspot.ParseMeasure(r.Measure)
	if err != nil {
		return fail(fault.New(fault.Invalid, "%w", err))
	}
	r.Measure = string(measure.Amount())
	c, _, err := a.askHotspots(ctx, r.HotspotRequest)
	if err != nil {
		return fail(err)
	}
	if err := capHarm(&c, r.HarmCap); err != nil {
		return fail(err)
	}
	located, err := a.located(ctx, c)
	if err != nil {
		return fail(err)
	}
	var rates cellRates
	if r.Rates || measure.IsRate() {
		if rates, err = a.rates(ctx, &c, c.Tally.By(measure)); err != nil {
			return fail(err)
		}
	}
	all := c
	ground := ground{measure: measure, values: c.Tally.By(measure)}
	if measure.IsRate() {
		if h.Base, ground, err = rated(&c, measure, &rates); err != nil {
			return fail(err)
		}
	} else {
		f, err := a.forecast(ctx, &c, c.Period)
		if err != nil {
			return fail(err)
		}
		ground.excess = f.Excess()
	}
	m, err := statisticsOf(&c, ground, located, &h.Settings)
	if err != nil {
		return fail(err)
	}
	notePiles(&c, m.piles)
	h.Lorenz = []hotspot.LorenzPoint{}
	if concentration, err := hotspot.Concentrated(ground.values); err == nil && !measure.IsRate() { // rates do not add up
		h.Concentration = &concentration
		h.Lorenz, _ = hotspot.Lorenz(ground.values, 100)
	}
	h.GlobalMoran = m.global
	clusterOf := h.cluster(&c, measure, m)
	var contrasts []PlaceContrast
	if r.Against != "" {
		if contrasts, err = a.contrasts(ctx, r, c.Lattice, m.density, h.Settings); err != nil {
			return fail(err)
		}
	}
	all.Notes = c.Notes
	if h.Footing, err = a.footing(ctx, all, measure); err != nil {
		return fail(err)
	}
	cells := h.list(&c, ground.values, m, func(p *Place, i int) {
		p.Cluster = clusterOf[i]
		if rates.asked {
			p.PlaceRates = rates.of(i)
		}
		if contrasts != nil {
			p.PlaceContrast = &contrasts[i]
		}
	})
	if h.Standing[string(hotspot.StandsHot)] == 0 {
		h.Notes = append(h.Notes, "no cell has clearly more offences than is foretold: they are too few to tell, or lie as they do elsewhere")
	}
	h.ID = "hotspots-" + result.Digest(Version, "hotspots", all.Inputs(), h)
	features, err := cellFeatures(cells, func(i int) any { return h.Places[i] })
	about := h
	about.Places = nil
	features.Members, features.Blank = map[string]any{"hotspots": about}, Place{}
	return h, features, err
}

// list lists the cells that have something, by rank, then those that stand out
// without, and counts cells by how they stand. It returns the cells listed, to whose
// places more may be added.
func (h *Hotspots) list(c *study.Study, values []float64, s statistics, more func(p *Place, i int)) []h3.Cell {
	order, ranks := hotspot.Ranks(values)
	cells := make([]h3.Cell, 0, len(order))
	h.Places = make([]Place, 0, len(order))
	add := func(i, rank int) {
		p := placeOf(c, i, rank, s)
		more(&p, i)
		h.Places, cells = append(h.Places, p), append(cells, c.Lattice.Cells[i])
	}
	for k, i := range order {
		add(i, ranks[k])
	}
	for i, v := range values {
		stands := s.stands[i]
		h.Standing[string(stands)]++
		if v <= 0 && (c.Tally.Cells[i] != (crime.CellTally{}) || stands == hotspot.StandsCold) {
			add(i, 0)
		}
	}
	return cells
}

// cluster puts the hot cells that adjoin together, and returns the number of each
// cell's.
func (h *Hotspots) cluster(c *study.Study, measure hotspot.Measure, s statistics) map[int]int {
	found := s.neighbours.Clusters(func(i int) bool { return s.stands[i] == hotspot.StandsHot })
	values := c.Tally.By(measure)
	held := func(cells []int) (sum float64) {
		for _, i := range cells {
			sum += values[i]
		}
		return sum
	}
	slices.SortStableFunc(found, func(a, b []int) int { return cmp.Compare(held(b), held(a)) })
	h.Clusters = make([]Cluster, len(found))
	clusterOf := map[int]int{}
	for k, cells := range found {
		cluster := Cluster{Number: k + 1, Cells: len(cells)}
		for _, i := range cells {
			cluster.Count += c.Tally.Cells[i].Count
			cluster.Harm += c.Tally.Cells[i].Harm
			clusterOf[i] = cluster.Number
		}
		h.Clusters[k] = cluster
	}
	return clusterOf
}

// settings reads the kernel and the bandwidth of a request.
func (r FindRequest) settings() (HotspotSettings, error) {
	s := HotspotSettings{
		Rate: falseDiscoveryRate, Neighbours: touching,
		Kernel: hotspot.Kernel(cmp.Or(r.Kernel, string(hotspot.Quartic))), Bandwidth: hotspot.DefaultBandwidth, Against: r.Against,
	}
	if s.Kernel != hotspot.Quartic && s.Kernel != hotspot.Gaussian {
		return s, fault.New(fault.Invalid, "no kernel %q; there are %s and %s", r.Kernel, hotspot.Quartic, hotspot.Gaussian)
	}
	if r.Against != "" && r.Against == r.Group {
		return s, fault.New(fault.Invalid, "against %s itself: name another group to hold it against", r.Against)
	}
	switch r.Bandwidth {
	case "":
	case "rule":
		s.Rule = true
	default:
		var err error
		if s.Bandwidth, err = strconv.ParseFloat(r.Bandwidth, 64); err != nil || checkBandwidth(s.Bandwidth) != nil {
			return s, fault.New(fault.Invalid, "bandwidth %q: write metres above 0 and at most %d, or rule", r.Bandwidth, mostBandwidth)
		}
	}
	return s, nil
}

// amount reads the name of a measure that adds up, as all verbs but find take it.
func amount(name string) (hotspot.Measure, error) {
	m, err := hotspot.ParseMeasure(name)
	switch {
	case err != nil:
		return "", fault.New(fault.Invalid, "no measure %q; there are %s and %s, and in find %s and %s", name, hotspot.ByCount, hotspot.ByHarm, hotspot.PerResident, hotspot.PerStreet)
	case m.IsRate():
		return "", fault.New(fault.Invalid, "measure %s: rates do not add up, and rank places in find alone; take %s or %s", m, hotspot.ByCount, hotspot.ByHarm)
	}
	return m, nil
}

// countsAlone refuses a measure where only counts have an answer, and says why.
func countsAlone(name, why string) error {
	if m, err := amount(name); err != nil || m != hotspot.ByCount {
		return cmp.Or(err, fault.New(fault.Invalid, "measure %s: %s", m, why))
	}
	return nil
}

// checkBandwidth refuses one that is no distance within a county.
func checkBandwidth(metres float64) error {
	if !(metres > 0 && metres <= mostBandwidth) {
		return fault.New(fault.Invalid, "bandwidth %g m: above 0 and at most %d; %d is usual", metres, mostBandwidth, hotspot.DefaultBandwidth)
	}
	return nil
}

// mostBandwidth is as wide as a large force.
const mostBandwidth = 100_000

// askHotspots counts what a request asks for.
func (a *App) askHotspots(ctx context.Context, r HotspotRequest) (study.Study, hotspot.Measure, error) {
	measure, err := amount(r.Measure)
	if err != nil {
		return study.Study{}, "", err
	}
	c, err := a.ask(ctx, r.surface())
	return c, measure, err
}

// surface returns the request for the count that it rests on.
func (r HotspotRequest) surface() SurfaceRequest {
	return SurfaceRequest{
		Area: r.Area, Group: r.Group, From: r.From, To: r.To, Clock: r.Clock, AllHours: r.AllHours, Resolution: r.Resolution,
	}
}

// footing says what a count rests on.
func (a *App) footing(ctx context.Context, c study.Study, m hotspot.Measure) (study.Footing, error) {
	unplaced, err := a.store.Unplaced(ctx, c.Period, c.Question.Group)
	return c.Footing(m, unplaced), err
}

// located returns the offences of a count, on and around its lattice, with their
// positions and their cells.
func (a *App) located(ctx context.Context, c study.Study) ([]crime.Offence, error) {
	if c.Lattice.Resolution != geo.DefaultResolution {
		return c.Offences, nil // which have them
	}
	offences, err := a.store.Offences(ctx, c.Lattice.Coarser(geo.DefaultResolution-1), c.Period, c.Types, crime.Detail{Times: c.Times})
	if err != nil {
		return nil, err
	}
	offences = crime.WithoutHours(offences, c.Heaps, a.zone)
	for i := range offences {
		if offences[i].Cell, err = geo.CellAt(*offences[i].At, c.Lattice.Resolution); err != nil {
			return nil, err
		}
	}
	return offences, nil
}

// statistics are what the cells of a lattice are judged by.
type statistics struct {
	neighbours     hotspot.Neighbours
	giStar, excess []hotspot.Local
	global         *hotspot.Global // nil where there is none
	moran          []hotspot.Moran
	around         []float64 // offences in each cell and its neighbours
	density        []float64 // per square metre
	stands         []hotspot.Standing
	piles          map[h3.Cell]crime.Pile
}

// ground is what places are ranked by.
type ground struct {
	measure hotspot.Measure
	values  []float64       // of the measure, of each cell
	base    []float64       // what it is a rate of; nil: it is an amount
	excess  []hotspot.Local // of an amount: over what the surroundings of each cell foretell
}

// statistics judges the cells of a count by a measure; a note says where all are
// alike. A bandwidth by rule goes into the settings.
func statisticsOf(c *study.Study, g ground, located []crime.Offence, settings *HotspotSettings) (statistics, error) {
	var s statistics
	neighbours, err := hotspot.LatticeNeighbours(c.Lattice)
	if err != nil {
		return s, err
	}
	s.neighbours = neighbours
	values, counts := g.values, c.Tally.Counts()
	if global, err := hotspot.GlobalMoran(values, neighbours); err == nil {
		s.global = &global
	}
	s.giStar, err = hotspot.GiStar(values, neighbours)
	if errors.Is(err, hotspot.ErrAlike) {
		c.Notes = append(c.Notes, fmt.Sprintf("all cells (%d) have the same: none can stand out", len(values)))
		s.giStar, err = hotspot.NoResults(len(values)), nil
	}
	if err != nil {
		return s, err
	}
	s.excess = g.excess
	if g.base != nil {
		if s.excess, err = hotspot.ExcessOver(counts, g.base); err != nil {
			return s, err
		}
	}
	s.stands = hotspot.Standings(s.excess, s.giStar, neighbours, falseDiscoveryRate)
	if s.moran, err = hotspot.LocalMoran(values, neighbours); err != nil { // all alike, or two cells
		s.moran = make([]hotspot.Moran, len(values))
		for i := range s.moran {
			s.moran[i].Conditional.Q = 1
		}
	}
	s.around = make([]float64, len(counts))
	for i := range s.around {
		s.around[i] = neighbours.Around(counts, i)
	}
	s.piles = crime.Piles(c.Lattice, c.Question.Group, located)
	s.density, err = densityOf(c, g.measure, located, settings)
	return s, err
}

// density returns the kernel density of a measure at the centres of the cells, of
// the offences on and around the lattice.
func densityOf(c *study.Study, measure hotspot.Measure, located []crime.Offence, settings *HotspotSettings) ([]float64, error) {
	clock := c.Question.Clock
	if c.Question.AllHours {
		clock, _ = crime.NamedClock("all")
	}
	weight := c.Weight(measure)
	var points, each []orb.Point
	var weights []float64
	matches := c.Question.Group.Matcher()
	for _, o := range located {
		share, _ := clock.Share(o, c.Question.Zone)
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
			return nil, fault.New(fault.Unprocessable, "%w", err)
		}
	}
	centres, err := c.Lattice.Centres()
	if err != nil {
		return nil, err
	}
	return hotspot.Density(points, weights, centres, settings.Kernel, settings.Bandwidth)
}

// contrasts holds the density at each cell against that of another group, of the
// same months and hours and with the same bandwidth.
func (a *App) contrasts(ctx context.Context, r FindRequest, on geo.Lattice, density []float64, settings HotspotSettings) ([]PlaceContrast, error) {
	r.Group = r.Against
	c, measure, err := a.askHotspots(ctx, r.HotspotRequest)
	if err != nil {
		return nil, err
	}
	if err := capHarm(&c, r.HarmCap); err != nil {
		return nil, err
	}
	located, err := a.located(ctx, c)
	if err != nil {
		return nil, err
	}
	settings.Rule, c.Lattice = false, on
	other, err := densityOf(&c, measure, located, &settings)
	if err != nil {
		return nil, err
	}
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

// notePiles notes how far the offences share positions.
func notePiles(c *study.Study, piles map[h3.Cell]crime.Pile) {
	offences, positions, suspect := 0, 0, 0
	for _, p := range piles {
		offences += p.Offences
		positions += p.Positions
		if p.Suspect() {
			suspect++
		}
	}
	if 2*positions < offences {
		c.Notes = append(c.Notes, fmt.Sprintf("%d offences share %d positions: they are moved to the nearest of a set of points, and a cell may have those of a wider place", offences, positions))
	}
	if suspect > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("in %d cells most offences, ten or more, are at one position: look at what is there before sending anybody", suspect))
	}
}

// place says what there is of a cell.
func placeOf(c *study.Study, i, rank int, s statistics) Place {
	t, pile := c.Tally.Cells[i], s.piles[c.Lattice.Cells[i]]
	return Place{
		Cell: c.Lattice.Cells[i].String(), Rank: rank, Count: t.Count, Around: s.around[i], Harm: t.Harm, ASB: t.ASB,
		Stands: s.stands[i], GiStar: s.giStar[i].Z, Q: s.giStar[i].Q, Excess: s.excess[i].Q,
		Moran: s.moran[i].I, MoranQ: s.moran[i].Conditional.Q, Quadrant: s.moran[i].Quadrant,
		Density: 1e6 * s.density[i], Positions: pile.Positions, Piled: pile.Suspect(),
	}
}

// cellFeatures returns cells as hexagons, each with its properties.
func cellFeatures(cells []h3.Cell, properties func(i int) any) (geo.Collection, error) {
	c := geo.Collection{Features: make([]geo.Feature, len(cells))}
	for i, cell := range cells {
		hexagon, err := geo.Hexagon(cell)
		if err != nil {
			return geo.Collection{}, err
		}
		c.Features[i] = geo.Feature{ID: cell.String(), Geometry: hexagon, Properties: properties(i)}
	}
	return c, nil
}
