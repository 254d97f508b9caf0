package app

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/uber/h3-go/v4"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/rtm"
)

// A ModelComparison is what changes in the order of the cells from one model to
// another: from the earlier (the one that people go by, say) to the later.
type ModelComparison struct {
	Model       Compared    `json:"model"`
	Other       Compared    `json:"other"` // that it is compared with
	Resolution  int         `json:"resolution"`
	Cells       int         `json:"cells"`       // that both have scored
	Alone       int         `json:"alone"`       // that one of them has scored
	Correlation *float64    `json:"correlation"` // Spearman's, of the ranks, equal scores sharing theirs; null if all cells are alike
	Same        bool        `json:"same"`        // every cell has the same score under both
	Top         []TopChange `json:"top"`
	Moves       []RankMove  `json:"moves"` // the cells whose ranks change most
	Verdict     string      `json:"verdict"`
}

// Compared names one of two models.
type Compared struct {
	ID     string   `json:"id"`
	Area   string   `json:"area"`
	Group  string   `json:"group"`
	Train  string   `json:"train"`
	Chosen []string `json:"chosen"` // variables, in the order of choice
}

// TopChange is how the riskiest cells change, as many as go into a share of the area
// of all. Of cells with the same score those come first whose ids are lower.
type TopChange struct {
	Share   float64  `json:"share"`
	Cells   int      `json:"cells"` // under the model
	Both    int      `json:"both"`
	In      []string `json:"in"`      // there under the model, and not under the other
	Out     []string `json:"out"`     // the other way about
	Overlap float64  `json:"overlap"` // those that both have over those that either has: 1 is the same cells
	Tied    int      `json:"tied"`    // cells outside that score as the last one inside does, under the model
}

// RankMove is the rank of a cell under both models: 1 is the riskiest, and cells that
// score the same share the mean of their ranks.
type RankMove struct {
	Cell string  `json:"cell"`
	Rank float64 `json:"rank"`
	Was  float64 `json:"was"` // under the other
	Risk float64 `json:"risk"`
	Then float64 `json:"then"` // risk under the other
}

const mostMoves = 20 // cells that a comparison lists

// comparing is two models on the cells that both have scored.
type comparing struct {
	cells     []h3.Cell
	areas     []float64
	now, then []float64 // scores
	ranks     []float64
	were      []float64 // ranks under the other
}

// CompareModels compares a model with another, or with the one of its area and group
// that people go by. The error is a fault.NotFound where there is none, and a
// fault.Invalid for models whose cells are not comparable.
func (a *App) CompareModels(ctx context.Context, model, other string) (ModelComparison, error) {
	m, _, err := a.compareModels(ctx, model, other)
	return m, err
}

// ModelComparisonFeatures does the same and returns the cells with another rank as
// hexagons, with the comparison as a foreign member.
func (a *App) ModelComparisonFeatures(ctx context.Context, model, other string) (geo.Collection, error) {
	m, c, err := a.compareModels(ctx, model, other)
	if err != nil {
		return geo.Collection{}, err
	}
	return c.features(m)
}

func (a *App) compareModels(ctx context.Context, model, other string) (ModelComparison, comparing, error) {
	m, err := a.Model(ctx, model)
	if err != nil {
		return ModelComparison{}, comparing{}, err
	}
	o, err := a.otherModel(ctx, m, other)
	if err != nil {
		return ModelComparison{}, comparing{}, err
	}
	if m.Resolution != o.Resolution {
		return ModelComparison{}, comparing{}, fault.New(fault.Invalid, "model %s has cells of resolution %d and model %s of %d: fit both at one", m.ID, m.Resolution, o.ID, o.Resolution)
	}
	r := ModelComparison{Model: compared(m), Other: compared(o), Resolution: m.Resolution}
	c, err := a.bothScored(ctx, m, o, &r)
	if err != nil {
		return ModelComparison{}, comparing{}, err
	}
	r.Same = slices.Equal(c.now, c.then)
	if rho := correlation(c.ranks, c.were); !math.IsNaN(rho) {
		rho = round(rho, 9)
		r.Correlation = &rho
	}
	for _, share := range []float64{0.01, 0.05} {
		r.Top = append(r.Top, c.top(share))
	}
	r.Moves = c.moves()
	r.Verdict = r.inWords()
	return r, c, nil
}

func (a *App) otherModel(ctx context.Context, m ModelResult, other string) (ModelResult, error) {
	if other != "" {
		return a.Model(ctx, other)
	}
	area, err := a.Area(ctx, fmt.Sprintf("%s:%s", m.Area.Kind, m.Area.Code))
	if err != nil {
		return ModelResult{}, err
	}
	live, err := a.liveModel(ctx, area, m.Group, m.Clock)
	if fault.Of(err) == fault.NotFound {
		return ModelResult{}, fault.New(fault.NotFound, "%w: name the model to compare %s with", err, m.ID)
	}
	return live, err
}

func compared(m ModelResult) Compared {
	c := Compared{m.ID, m.Area.Name, m.Group, m.Train, []string{}}
	for _, t := range m.Terms {
		c.Chosen = append(c.Chosen, t.Name())
	}
	return c
}

// bothScored reads the cells that two models have scored.
func (a *App) bothScored(ctx context.Context, m, o ModelResult, r *ModelComparison) (comparing, error) {
	var c comparing
	now, err := a.store.SurfaceCells(ctx, m.Surface)
	if err != nil {
		return c, err
	}
	then, err := a.store.SurfaceCells(ctx, o.Surface)
	if err != nil {
		return c, err
	}
	was := map[h3.Cell]float64{}
	for _, v := range then {
		if v.Risk != nil {
			was[v.Cell] = *v.Risk
		}
	}
	scored := 0
	for _, v := range now {
		if v.Risk == nil {
			continue
		}
		scored++
		if risk, both := was[v.Cell]; both {
			c.cells, c.now, c.then = append(c.cells, v.Cell), append(c.now, *v.Risk), append(c.then, risk)
		}
	}
	r.Cells, r.Alone = len(c.cells), scored+len(was)-2*len(c.cells)
	if r.Cells == 0 {
		return c, fault.New(fault.Invalid, "models %s (%s) and %s (%s) have no cell in common", m.ID, m.Area.Name, o.ID, o.Area.Name)
	}
	c.ranks, c.were = midranks(c.now), midranks(c.then)
	c.areas, err = geo.Lattice{Resolution: m.Resolution, Cells: c.cells}.Areas()
	return c, err
}

// midranks returns the rank of each value, highest first from 1; equal ones share the
// mean of theirs.
func midranks(values []float64) []float64 {
	order := descending(values)
	ranks := make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			ranks[i] = float64(from+1+to) / 2
		}
		from = to
	}
	return ranks
}

// descending returns the positions of values, highest first and equal ones in order.
func descending(values []float64) []int {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(values[j], values[i]) })
	return order
}

// correlation returns Pearson's coefficient, NaN where one of the two is constant.
func correlation(x, y []float64) float64 {
	mean := float64(len(x)+1) / 2 // of ranks, shared or not
	var xy, xx, yy float64
	for i := range x {
		dx, dy := x[i]-mean, y[i]-mean
		xy, xx, yy = xy+dx*dy, xx+dx*dx, yy+dy*dy
	}
	return xy / math.Sqrt(xx*yy)
}

// riskiest returns the positions of the cells of highest scores that go into a share
// of the area, ascending, and how many more have the score of the last.
func (c comparing) riskiest(scores []float64, share float64) (top []int, outside int) {
	top, outside = rtm.HighRisk(scores, c.areas, share)
	if outside > 0 {
		last := scores[top[len(top)-1]]
		for _, i := range top {
			if scores[i] == last {
				outside--
			}
		}
	}
	slices.Sort(top)
	return top, outside
}

func (c comparing) top(share float64) TopChange {
	now, tied := c.riskiest(c.now, share)
	then, _ := c.riskiest(c.then, share)
	t := TopChange{Share: share, Cells: len(now), Tied: tied, In: []string{}, Out: []string{}, Overlap: 1}
	for _, i := range now {
		if _, both := slices.BinarySearch(then, i); both {
			t.Both++
		} else {
			t.In = append(t.In, c.cells[i].String())
		}
	}
	for _, i := range then {
		if _, both := slices.BinarySearch(now, i); !both {
			t.Out = append(t.Out, c.cells[i].String())
		}
	}
	if either := t.Both + len(t.In) + len(t.Out); either > 0 {
		t.Overlap = round(float64(t.Both)/float64(either), 9)
	}
	return t
}

func (c comparing) moves() []RankMove {
	moved := c.moved()
	slices.SortStableFunc(moved, func(i, j int) int {
		return cmp.Compare(math.Abs(c.ranks[j]-c.were[j]), math.Abs(c.ranks[i]-c.were[i]))
	})
	moves := []RankMove{}
	for _, i := range moved[:min(mostMoves, len(moved))] {
		moves = append(moves, c.move(i))
	}
	return moves
}

// moved returns the positions of the cells with another rank.
func (c comparing) moved() []int {
	var moved []int
	for i := range c.cells {
		if c.ranks[i] != c.were[i] {
			moved = append(moved, i)
		}
	}
	return moved
}

func (c comparing) move(i int) RankMove {
	return RankMove{c.cells[i].String(), c.ranks[i], c.were[i], c.now[i], c.then[i]}
}

// inWords says what the comparison comes to.
func (r ModelComparison) inWords() string {
	if r.Same {
		return "every cell has the same score under both"
	}
	t := r.Top[0]
	said := fmt.Sprintf("of the riskiest %g%% of the area %d of %d cells stay", 100*t.Share, t.Both, t.Cells)
	if r.Correlation == nil {
		return said + "; one of the models tells no cell from another"
	}
	return fmt.Sprintf("%s; rank correlation %.2f over %s", said, *r.Correlation, english.Count(float64(r.Cells), "cell"))
}

// features returns the cells that have moved, and those that enter or leave the top.
func (c comparing) features(r ModelComparison) (geo.Collection, error) {
	places := map[string][]string{}
	for _, t := range r.Top {
		for _, cell := range t.In {
			places[cell] = append(places[cell], fmt.Sprintf("in-%g%%", 100*t.Share))
		}
		for _, cell := range t.Out {
			places[cell] = append(places[cell], fmt.Sprintf("out-%g%%", 100*t.Share))
		}
	}
	collection := geo.Collection{Members: map[string]any{"comparison": r}}
	for i, cell := range c.cells {
		move := c.move(i)
		if move.Rank == move.Was && places[move.Cell] == nil {
			continue
		}
		hexagon, err := geo.Hexagon(cell)
		if err != nil {
			return geo.Collection{}, err
		}
		collection.Features = append(collection.Features, geo.Feature{ID: move.Cell, Geometry: hexagon, Properties: struct {
			RankMove
			Change float64  `json:"change"` // above 0: riskier than it was, by so many ranks
			Top    []string `json:"top"`
		}{move, move.Was - move.Rank, append([]string{}, places[move.Cell]...)}})
	}
	return collection, nil
}
