package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"strings"
	"testing"
)

// TestDamagedFiles imports files that are cut short or damaged towards their end,
// when most of their rows have been read: nothing of them may be in.
func TestDamagedFiles(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	dir := p.file("county")
	p.must("demoshire", "write", "--offences", "4000", "--seed", "1", "--dir", dir)
	read := func(name string) []byte {
		t.Helper()
		text, err := os.ReadFile(dir + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	zipped := func(text []byte) []byte {
		t.Helper()
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	cut := func(text []byte) []byte { return text[:len(text)*9/10] }
	damaged := func(text []byte) []byte {
		text = bytes.Clone(text)
		for i := range 100 {
			text[len(text)*9/10+i] ^= 0x55
		}
		return text
	}
	offences, districts, extract := zipped(read("offences.csv")), read("districts.geojson"), read("demoshire.osm.pbf")
	tests := map[string]struct {
		text []byte
		args []string
		says string
	}{
		"offences, gzip, cut short": {cut(offences), []string{"offences", "--mapping", dir + "/mapping.yaml"}, "the file is cut short or damaged"},
		"offences, cut short":       {cut(read("offences.csv")), []string{"offences", "--mapping", dir + "/mapping.yaml"}, "the file is cut short: line "},
		"offences, empty mapping":   {read("offences.csv"), []string{"offences", "--mapping", p.write("empty.yaml", "\n")}, "empty.yaml: the file is empty"},
		"offences, gzip, damaged":   {damaged(offences), []string{"offences", "--mapping", dir + "/mapping.yaml"}, "the file is cut short or damaged"},
		"areas, cut short":          {cut(districts), []string{"areas", "--kind", "district"}, "not a GeoJSON feature collection"},
		"areas, gzip, cut short":    {cut(zipped(districts)), []string{"areas", "--kind", "district"}, "cut short or damaged"},
		"extract, cut short":        {cut(extract), []string{"osm"}, "cut short or damaged"},
		"extract, damaged":          {damaged(extract), []string{"osm"}, "cut short or damaged"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			file := p.write(strings.NewReplacer(" ", "-", ",", "").Replace(name), string(tt.text))
			exit, stdout, stderr := p.run(append(append([]string{"import"}, tt.args...), file)...)
			for strings.HasPrefix(stderr, "[") { // it took a while and says how far it came
				_, stderr, _ = strings.Cut(stderr, "\n")
			}
			want := 1
			if strings.HasSuffix(name, "mapping") { // the command line names a file that is no mapping
				want = 2
			}
			if exit != want || stdout != "" || !strings.Contains(stderr, tt.says) || strings.Count(strings.TrimSpace(stderr), "\n") != 0 {
				t.Errorf("exit %d, printed %q and %q; want one line that says %q", exit, stdout, stderr, tt.says)
			}
			for _, table := range []string{"offences", "areas", "sites", "streets", "water", "imports"} {
				if n := query[int](p, "SELECT count(*) FROM "+table)[0]; n != 0 {
					t.Errorf("%d rows of %s are in", n, table)
				}
			}
		})
	}
}
