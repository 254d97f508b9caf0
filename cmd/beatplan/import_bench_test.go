package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// BenchmarkImport imports nine months of Essex, whose areas are there, and says how
// many times as long that takes as COPY of the same rows, which have been unpacked
// for it, into a table without an index.
func BenchmarkImport(b *testing.B) {
	shared := os.Getenv("BEATPLAN_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(shared, "data", "essex", "offences", "*.csv.gz"))
	if err != nil || len(files) == 0 {
		b.Skipf("no offences of Essex in %s (set BEATPLAN_SHARED)", shared)
	}
	var texts [][]byte
	for _, file := range files {
		texts = append(texts, unpacked(b, file))
	}
	var ours, copied time.Duration
	for b.Loop() {
		b.StopTimer()
		p := newProgram(b)
		for kind, area := range map[string]string{"force": "pfa20", "district": "lad24"} {
			p.must("import", "areas", "--kind", kind, filepath.Join(shared, "data", "essex", "areas", area+"_essex.geojson"))
		}
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
