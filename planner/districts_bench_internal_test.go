package planner

import (
	"testing"

	"beatplan/planner/orienteering"
)

// BenchmarkDistricts plans a Friday night in real districts, beside the greedy plan on the
// same options: ×greedy is to be 1.02 or more.
func BenchmarkDistricts(b *testing.B) {
	for _, d := range districts(b) {
		b.Run(d.name, func(b *testing.B) {
			p := d.night(b, "koper")
			m, err := newModel(p, false)
			if err != nil {
				b.Fatal(err)
			}
			in := m.first(len(p.Units), nil)
			greedy := m.harm(orienteering.Greedy(in, orienteering.InOrder(in, orienteering.Solution{}, m.musts(in))).Routes)
			var plan Plan
			for b.Loop() {
				if plan, err = Solve(p); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(plan.Harm/greedy, "×greedy")
			b.ReportMetric(plan.gap(), "gap%")
		})
	}
}
