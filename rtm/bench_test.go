package rtm_test

import (
	"testing"

	"beatplan/rtm"
)

func BenchmarkChicago(b *testing.B) {
	cells, counts, factors := city(b)
	d := design(b, cells, factors)
	for _, cull := range rtm.Culls() {
		b.Run(string(cull), func(b *testing.B) {
			for b.Loop() {
				if _, err := rtm.FitAll(d, counts, rtm.Settings{Families: rtm.Families(), Cull: cull}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
