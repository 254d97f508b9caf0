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

	"beatplan/internal/pgtest"
)

// BenchmarkImport imports nine months of Essex, whose areas are there, and says how
// many times as long that takes as COPY of the same rows, which have been unpacked
// for it, into a table without an index; and how many times as much processor time
// it takes, of the program and the database together, which other work on the machine
// changes less.
func BenchmarkImport(b *testing.B) {
	essex, files := essexFiles(b)
	var texts [][]byte
	for _, file := range files {
		texts = append(texts, unpacked(b, file))
	}
	var ours, copied, oursCPU, copiedCPU time.Duration
	for b.Loop() {
		b.StopTimer()
		p := program{b, pgtest.URL(b), b.TempDir()} // as owner, who may make a table and read the server's files
		p.essexAreas(essex)
		cpu := p.cpu()
		copied += p.copy(texts)
		copiedCPU += p.cpu() - cpu
		cpu = p.cpu()
		b.StartTimer()
		began := time.Now()
		p.must(append([]string{"import", "offences"}, files...)...)
		ours += time.Since(began)
		b.StopTimer()
		oursCPU += p.cpu() - cpu
		b.StartTimer()
	}
	b.ReportMetric(float64(ours)/float64(copied), "times-COPY")
	b.ReportMetric(float64(oursCPU)/float64(copiedCPU), "CPU-times-COPY")
}

// cpu returns the processor time that this process and the processes of the database
// server have taken.
func (p program) cpu() time.Duration {
	p.t.Helper()
	ctx := p.t.Context()
	conn, err := pgx.Connect(ctx, p.url)
	if err != nil {
		p.t.Fatal(err)
	}
	defer conn.Close(ctx)
	var pid string
	if err := conn.QueryRow(ctx, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)").Scan(&pid); err != nil {
		p.t.Fatal(err)
	}
	processes, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		p.t.Fatal(err)
	}
	ticks := 0
	for _, path := range processes {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		// After the name in brackets: 1 the parent, 11 and 12 the process's own ticks,
		// 13 and 14 those of children that have ended.
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		counted := []int{}
		switch of := filepath.Base(filepath.Dir(path)); {
		case of == pid:
			counted = []int{11, 12, 13, 14}
		case of == strconv.Itoa(os.Getpid()), fields[1] == pid:
			counted = []int{11, 12}
		}
		for _, i := range counted {
			n, err := strconv.Atoi(fields[i])
			if err != nil {
				p.t.Fatal(err)
			}
			ticks += n
		}
	}
	return time.Duration(ticks) * time.Second / 100
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
