package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// A matrix needs no database, nor a place for one.
func TestMatrix(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	var s strings.Builder
	s.WriteString("cell_id,count,pub_p200,school_p200\n")
	for i := range 40 {
		s.WriteString([]string{"a", "b", "c", "d"}[i%4] + strings.Repeat("x", i/4) + []string{",6,1,0\n", ",3,1,1\n", ",0,0,0\n", ",1,0,1\n"}[i%4])
	}
	file := p.write("design.csv", s.String())
	m := p.figures("rtm", "matrix", file, "--family", "all", "--scores", p.file("scores.csv"))
	if got := marshal(t, m["selected"]); got != `["pub_p200"]` {
		t.Errorf("selected %s", got)
	}
	if families := m["families"].(map[string]any); len(families) != 3 {
		t.Errorf("%d families", len(families))
	}
	if text := p.must("rtm", "matrix", file); !strings.Contains(text, "pub_p200") || !strings.Contains(text, "BIC") {
		t.Errorf("in words: %s", text)
	}
	bad := p.write("bad.csv", "cell_id,count,pub_p200\n1,2,0.5\n")
	if code, _, stderr := p.run("rtm", "matrix", bad); code != 1 || !strings.HasSuffix(stderr, "bad.csv: line 2, column pub_p200: \"0.5\" is neither 0 nor 1\n") {
		t.Errorf("status %d, %s", code, stderr)
	}
	if code, _, stderr := p.run("rtm", "matrix", p.file("none.csv")); code != 1 || !strings.Contains(stderr, "none.csv") {
		t.Errorf("status %d, %s", code, stderr)
	}
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			t.Errorf("it has made %s", e.Name())
		}
	}
	var names []string
	for _, step := range m["path"].([]any) {
		names = append(names, step.(map[string]any)["action"].(string))
	}
	if !slices.Equal(names, []string{"null", "+pub_p200"}) {
		t.Errorf("path %v", names)
	}
}
