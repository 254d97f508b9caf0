package rtm_test

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"beatplan/rtm"
)

// BenchmarkChicago culls 43 variables on 14,079 cells by an elastic net with five
// folds and steps under three families. It reports how many times as long one step
// of NBII takes that fits each variable to a row for each cell; and, where R is
// installed, how many times as long the script that does two of the three in R.
func BenchmarkChicago(b *testing.B) {
	cells, counts, factors := city(b)
	d := design(b, cells, factors)
	var whole time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := rtm.FitAll(d, counts, rtm.Settings{Families: rtm.Families(), Cull: rtm.ElasticNet}); err != nil {
			b.Fatal(err)
		}
		whole += time.Since(start)
	}
	whole /= time.Duration(b.N)

	start := time.Now()
	ones := make([]float64, len(counts))
	for i := range ones {
		ones[i] = 1
	}
	for _, v := range d.Variables() {
		// Some of them part events and cells cleanly, and fail.
		_, _, _ = rtm.Uncollapsed(rtm.NBII, d, counts, ones, v)
	}
	b.ReportMetric(float64(time.Since(start))/float64(whole), "row-wise-step/whole")

	r, err := exec.LookPath("Rscript")
	if err != nil {
		b.Log("no R to compare with")
		return
	}
	shared := reference()
	start = time.Now()
	if out, err := exec.Command(r, filepath.Join(shared, "bench", "rtm-peer.R"), filepath.Join(shared, "golden", "rtm", "chicago", "design.csv")).CombinedOutput(); err != nil {
		b.Logf("R cannot be compared with: %v: %s", err, out)
		return
	}
	b.ReportMetric(float64(time.Since(start))/float64(whole), "R/whole")
}
