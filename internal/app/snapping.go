package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"beatplan/hotspot"
	"beatplan/rtm"
	"beatplan/study"
)

// Snapping says how far apart the points are to which offences have been moved, where
// they have been.
type Snapping struct {
	Points   int      `json:"points"`   // at which offences of any type stand in the area in the training months
	Offences int      `json:"offences"` // that stand there
	Spacing  float64  `json:"spacing"`  // metres from one's point to the next, the median
	Finer    []string `json:"finer"`    // terms of the model whose reach is shorter than that
}

// snapping says whether the offences that a model learned from have been moved to
// points, and which of its terms claim more than can be known from such. It is nil where
// they have not.
func (a *App) snapping(ctx context.Context, c *study.Study, m *rtm.Model, tried []FactorTried) (*Snapping, error) {
	points, err := a.store.SnapPoints(ctx, c.Lattice, c.Period)
	if err != nil || len(points) == 0 {
		return nil, err
	}
	s := &Snapping{Points: len(points), Spacing: round(hotspot.Spacing(points), 1), Finer: []string{}}
	for _, point := range points {
		s.Offences += point.Offences
	}
	for _, t := range m.Terms {
		if t.Reach < s.Spacing {
			s.Finer = append(s.Finer, t.Name())
		}
	}
	finest := 0.0 // of the ladder
	for _, f := range tried {
		if finest == 0 || f.Reaches[0] < finest {
			finest = f.Reaches[0]
		}
	}
	if finest < s.Spacing {
		c.Notes = append(c.Notes, s.inWords())
	}
	return s, nil
}

// inWords says what cannot be known.
func (s *Snapping) inWords() string {
	said := fmt.Sprintf("The public data place %d offences on %d points, %.0f m apart in the median: shorter reaches are finer than the data", s.Offences, s.Points, s.Spacing)
	if len(s.Finer) > 0 {
		said += fmt.Sprintf("; of %s, read that offences are near, and not how near", strings.Join(s.Finer, ", "))
	}
	return said
}

// coarse reports whether a term claims more than can be known.
func (s *Snapping) coarse(t rtm.Term) bool { return s != nil && slices.Contains(s.Finer, t.Name()) }
