package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// BenchmarkImport imports nine months of Essex, whose areas are there, and says how
// many times as long that takes as COPY of the same rows, which have been unpacked
// for it, into a table without an index.
func BenchmarkImport(b *testing.B) {
	essex, files := essexFiles(b)
	var texts [][]byte
	for _, file := range files {
		texts = append(texts, unpacked(b, file))
	}
	var ours, copied time.Duration
	for b.Loop() {
		b.StopTimer()
		p := newProgram(b)
		p.essexAreas(essex)
		copied += p.copy(texts)
		b.StartTimer()
		began := time.Now()
		p.must(append([]string{"import", "offences"}, files...)...)
		ours += time.Since(began)
	}
	b.ReportMetric(float64(ours)/float64(copied), "times-COPY")
}

// copy loads street files as they are into a plain table and returns how long
// that took.
func (p program) copy(texts [][]byte) time.Duration {
	p.t.Helper()
	ctx := p.t.Context()
	conn, err := pgx.Connect(ctx, p.url)
	if err != nil {
		p.t.Fatal(err)
	}
	defer conn.Close(ctx)
	header, _, _ := strings.Cut(string(texts[0]), "\n")
	create := `CREATE TABLE plain ("` + strings.ReplaceAll(strings.TrimSpace(header), ",", `" text, "`) + `" text)`
	for _, number := range []string{"Longitude", "Latitude"} {
		create = strings.Replace(create, `"`+number+`" text`, `"`+number+`" double precision`, 1)
	}
	if _, err := conn.Exec(ctx, create); err != nil {
		p.t.Fatal(err)
	}
	began := time.Now()
	for _, text := range texts {
		if _, err := conn.PgConn().CopyFrom(ctx, bytes.NewReader(text), "COPY plain FROM STDIN CSV HEADER"); err != nil {
			p.t.Fatal(err)
		}
	}
	return time.Since(began)
}

func unpacked(b *testing.B, path string) []byte {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		b.Fatal(err)
	}
	return text
}

// BenchmarkImportPeak imports Demoshire and says what the most memory was that the
// program had, without the database's: it is not to grow with the file.
func BenchmarkImportPeak(b *testing.B) {
	for _, offences := range sizes(b, 50_000, 500_000) {
		b.Run(fmt.Sprint(offences), func(b *testing.B) {
			dir := filepath.Join(b.TempDir(), "county")
			newProgram(b).must("demoshire", "write", "--offences", fmt.Sprint(offences), "--years", "4", "--seed", "1", "--dir", dir)
			info, err := os.Stat(dir + "/offences.csv")
			if err != nil {
				b.Fatal(err)
			}
			var peak int64
			for b.Loop() {
				b.StopTimer()
				p := newProgram(b)
				p.must("import", "areas", "--kind", "force", dir+"/forces.geojson")
				p.must("import", "areas", "--kind", "district", dir+"/districts.geojson")
				cmd := exec.CommandContext(b.Context(), os.Args[0], "--database-url", p.url, "--data-dir", p.file("data"),
					"import", "offences", "--mapping", dir+"/mapping.yaml", dir+"/offences.csv")
				cmd.Env = append(os.Environ(), asProgram+"=yes")
				b.StartTimer()
				if output, err := cmd.CombinedOutput(); err != nil {
					b.Fatalf("%v: %s", err, output)
				}
				peak = max(peak, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
			}
			b.ReportMetric(float64(info.Size())/(1<<20), "file-MiB")
			b.ReportMetric(float64(peak)/(1<<10), "peak-MiB")
		})
	}
}

// sizes returns how many offences a benchmark has, and as many more as
// BEATPLAN_BENCH_OFFENCES says.
func sizes(b *testing.B, usual ...int) []int {
	b.Helper()
	more := os.Getenv("BEATPLAN_BENCH_OFFENCES")
	if more == "" {
		return usual
	}
	n, err := strconv.Atoi(more)
	if err != nil {
		b.Fatalf("BEATPLAN_BENCH_OFFENCES: %v", err)
	}
	return slices.Concat(usual, []int{n})
}
