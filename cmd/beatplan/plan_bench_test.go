package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPlanBench tries the search on a small instance, without a database.
func TestPlanBench(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.1.txt", "n 4\nm 1\ntmax 4\n0 0 0\n1 0 5\n1 1 7\n0 0 0\n")
	write("a.2.txt", "n 4\nm 1\ntmax 2\n0 0 0\n1 0 5\n0 1 7\n0 0 0\n")
	write("best-known.csv", "instance,best_known\na.1,12\n")
	routes := filepath.Join(dir, "routes")
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"plan", "bench", dir, "--budget", "5ms", "--csv", "--routes", routes}, &stdout, &stderr); code != 0 {
		t.Fatalf("exit %d: %s", code, &stderr)
	}
	lines := strings.Split(strings.TrimSpace(stdout.String()), "\n")
	if len(lines) != 4 || lines[0] != "instance,score,best_known,gap_pct,seconds" || !strings.HasPrefix(lines[1], "a.1,12,12,0.000,") ||
		!strings.HasPrefix(lines[2], "a.2,7,,,") || lines[3] != "mean 0.000,worst 0.000,of 1" {
		t.Errorf("printed %q", lines)
	}
	var made struct {
		Routes [][]int `json:"routes"`
	}
	data, err := os.ReadFile(filepath.Join(routes, "a.2.json"))
	if err == nil {
		err = json.Unmarshal(data, &made)
	}
	if err != nil || len(made.Routes) != 1 || len(made.Routes[0]) != 1 || made.Routes[0][0] != 2 {
		t.Errorf("routes %s, %v", data, err)
	}
	for name, args := range map[string][]string{
		"no such folder": {"plan", "bench", filepath.Join(dir, "none")},
		"no instances":   {"plan", "bench", t.TempDir()},
		"no time":        {"plan", "bench", dir, "--budget", "0s"},
	} {
		if code := run(t.Context(), args, &stdout, &stderr); code == 0 {
			t.Errorf("%s: no error", name)
		}
	}
}
