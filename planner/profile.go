package planner

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Profile says how much harm each hour of the day has beside the others: what somebody
// declares where the data do not say.
type Profile [24]float64

// ParseProfile reads hours with how many times an hour outside of them they count, such as
// 22-02=3,18-20=0.5.
func ParseProfile(s string) (Profile, error) {
	p := Profile(slices.Repeat([]float64{1}, 24))
	wrong := fmt.Errorf("profile %q: write hours and how many times an hour outside of them they count, such as 22-02=3,18-20=0.5", s)
	for part := range strings.SplitSeq(s, ",") {
		hours, times, given := strings.Cut(strings.TrimSpace(part), "=")
		first, last, ranged := strings.Cut(hours, "-")
		from, err1 := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		weight, err3 := strconv.ParseFloat(times, 64)
		if !given || !ranged || err1 != nil || err2 != nil || err3 != nil || from < 0 || from > 23 || to < 0 || to > 24 || from == to || !(weight >= 0) || weight > 100 {
			return p, wrong
		}
		for h := from; h != to%24; h = (h + 1) % 24 {
			p[h] = weight
		}
		if from == to%24 {
			p = Profile(slices.Repeat([]float64{weight}, 24))
		}
	}
	return p, nil
}

// An hour in which premises stop serving counts so many times another: a judgement.
const closingCounts = 3

// KnowHours gives the spots whose hours the data do not say those of what knows them: of
// premises that stop serving, an hour from a quarter before it counting three times another;
// else of a profile, if there is one. The harm of the whole shift stays as it is. It returns
// notes.
func (p *Problem) KnowHours(profile *Profile, named string) []string {
	byClosing, byProfile := 0, 0
	for i := range p.Spots {
		s := &p.Spots[i]
		if !s.AnyHour {
			continue
		}
		var weights []float64
		switch {
		case len(s.Closings) > 0:
			weights = p.closingWeights(*s)
			byClosing++
			s.Why = append(slices.Clone(s.Why), "its hours follow from when premises there stop serving; the data do not say")
		case profile != nil:
			for h := range p.hours() {
				weights = append(weights, profile[p.Start.Add(time.Duration(h)*time.Hour).Hour()])
			}
			byProfile++
		default:
			continue
		}
		if s.reshape(weights) {
			s.AnyHour = false
		}
	}
	var notes []string
	if byClosing > 0 {
		notes = append(notes, fmt.Sprintf("for %d of %d spots the hours follow from when premises stop serving: an hour about then counts %d times another, a judgement",
			byClosing, len(p.Spots), closingCounts))
	}
	if byProfile > 0 {
		notes = append(notes, fmt.Sprintf("for %d of %d spots the hours are those of the declared profile %s", byProfile, len(p.Spots), named))
	}
	return notes
}

func (p *Problem) closingWeights(s Spot) []float64 {
	weights := slices.Repeat([]float64{1}, p.hours())
	for h := range weights {
		from := p.Start.Add(time.Duration(h) * time.Hour)
		for _, c := range s.Closings {
			begins, ends := c.At.Add(-beforeClosing), c.At.Add(closingLasts-beforeClosing)
			overlap := min(ends.Sub(from), time.Hour) - max(begins.Sub(from), 0)
			weights[h] = math.Max(weights[h], 1+(closingCounts-1)*overlap.Hours())
		}
	}
	return weights
}

// reshape spreads the harm of the shift over its hours by weights. It reports false where
// these are all 0.
func (s *Spot) reshape(weights []float64) bool {
	var all, sum float64
	for h, rate := range s.Rate {
		all += rate
		sum += rate * weights[h]
	}
	if sum == 0 {
		return false
	}
	rates := make([]float64, len(s.Rate))
	for h, rate := range s.Rate {
		rates[h] = rate * weights[h] * all / sum
	}
	s.Rate = rates
	return true
}
