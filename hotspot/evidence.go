package hotspot

import "math"

// Bounds of the two numbers that are learned.
const (
	leastLogWeight, mostLogWeight = -5, 6 // of ln k
	leastEvidence                 = 0.1   // of δ, which is at most 1
)

// learn returns k and δ under which later counts are the likeliest, given the sums of
// the earlier months: the better of two searches.
func (t Training) learn(early sums, late sparse) (k, delta float64) {
	o := t.outcomeRows(early, late)
	loss := func(x, y float64) float64 { return o.loss(parameters(x, y)) }
	const tolerance, most = 1e-4, 300
	best := nelderMead(loss, [2]float64{1, -1}, tolerance, most)
	if other := nelderMead(loss, [2]float64{-1, -1}, tolerance, most); other.value < best.value {
		best = other
	}
	return parameters(best.at[0], best.at[1])
}

// parameters returns k and δ of a point of the plane that is searched.
func parameters(x, y float64) (k, delta float64) {
	k = math.Exp(min(mostLogWeight, max(leastLogWeight, x)))
	return k, leastEvidence + (1-leastEvidence)/(1+math.Exp(-y))
}

// An outcomeRow is cells that are alike in what the earlier months foretell and in
// what the later ones brought.
type outcomeRow struct {
	number float64 // cells
	own    float64 // offences of the earlier months
	prior  float64 // their mean by the regression
	unit   float64 // φ ÷ k
	later  float64 // offences of the later months
	fixed  float64 // ln Γ(later + 1)
}

type outcomeRows []outcomeRow

// outcomeRows fits the earlier months by themselves, and puts alike cells together.
func (t Training) outcomeRows(early sums, late sparse) outcomeRows {
	rows := t.rows(early)
	_, means := rows.regress()
	type key struct {
		row   int32
		later float64
	}
	index := map[key]int{}
	var o outcomeRows
	at, last := 0, key{row: -1}
	for i, row := range rows.of {
		alike := key{row, late.at(i)}
		if alike == last { // as most are
			o[at].number++
			continue
		}
		last = alike
		var known bool
		if at, known = index[alike]; !known {
			at = len(o)
			index[alike] = at
			fixed, _ := math.Lgamma(alike.later + 1)
			o = append(o, outcomeRow{
				own: rows.own[row], prior: means[row], unit: math.Sqrt(means[row] / (early.days / monthDays)), later: alike.later, fixed: fixed,
			})
		}
		o[at].number++
	}
	return o
}

// loss returns the negative log-likelihood of the later months under k and δ. Their
// level is taken as it came: the means add up to the later total.
func (o outcomeRows) loss(k, delta float64) float64 {
	var level, total float64
	for _, r := range o {
		phi := k * r.unit
		level += r.number * (r.own + phi) / (1 + phi/r.prior)
		total += r.number * r.later
	}
	level = total / level
	loss := 0.
	for _, r := range o {
		phi := k * r.unit
		mean := level * (r.own + phi) / (1 + phi/r.prior)
		size := delta * (r.own + phi)
		// −ln of a negative binomial probability, with logarithms spared where nothing came
		each := size * math.Log1p(mean/size)
		if r.later > 0 {
			each += r.fixed - logRising(size, r.later) - r.later*math.Log(mean/(size+mean))
		}
		loss += r.number * each
	}
	return loss
}

// logRising returns ln Γ(a + n) − ln Γ(a).
func logRising(a, n float64) float64 {
	const few = 12
	if n <= few && n == math.Floor(n) {
		product := 1.
		for j := range int(n) {
			product *= a + float64(j)
		}
		return math.Log(product)
	}
	high, _ := math.Lgamma(a + n)
	low, _ := math.Lgamma(a)
	return high - low
}
