package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkEssexModel fits robbery on all of Essex at resolution 10 from 12 factors of 12
// variables, from the database to the stored model, and says how many times as long
// that takes as counting the same offences on the same cells and storing these, and
// what the most memory was that the program had.
func BenchmarkEssexModel(b *testing.B) {
	essex, files := essexFiles(b)
	p := newProgram(b)
	p.essexAreas(essex)
	p.must("import", "sites", "--mapping", "fhrs", filepath.Join(essex, "sites", "fhrs_essex_2020-11.csv"))
	p.must("import", "sites", "--mapping", "rail", filepath.Join(essex, "sites", "rail_stations_essex.csv"))
	p.must(append([]string{"import", "offences"}, files...)...)
	factors := []string{"care", "catering", "hotel", "manufacturer", "mobile-caterer", "pub", "restaurant", "school", "shop", "station", "supermarket", "takeaway"}
	fit := []string{"rtm", "fit", "--area", "force:Essex", "--group", "robbery", "--train", "2025-01..2025-06", "--test", "2025-07..2025-09", "--factors", strings.Join(factors, ",")}
	for _, f := range factors {
		fit = append(fit, "--reach", f+"=75,150,225,300,450,600")
	}
	run := func(args ...string) (time.Duration, int64) {
		cmd := exec.CommandContext(b.Context(), os.Args[0], append([]string{"--database-url", p.url, "--data-dir", p.file("data")}, args...)...)
		cmd.Env = append(os.Environ(), asProgram+"=yes")
		began := time.Now()
		if output, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, output)
		}
		return time.Since(began), cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	}
	var fitted, counted time.Duration
	var peak int64
	for b.Loop() {
		took, _ := run("cells", "--area", "force:Essex", "--group", "robbery", "--from", "2025-01", "--to", "2025-06")
		counted += took
		took, most := run(fit...)
		fitted, peak = fitted+took, max(peak, most)
	}
	b.ReportMetric(fitted.Seconds()/float64(b.N), "s/model")
	b.ReportMetric(float64(fitted)/float64(counted), "times-cells")
	b.ReportMetric(float64(peak)/(1<<10), "peak-MiB")
}
