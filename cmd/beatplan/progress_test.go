package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

type tenthRead struct {
	bytes, size, rows int64
	doing             string
}

func (r tenthRead) Doing() string { return r.doing }

func (r tenthRead) Progress() (bytes, size, rows int64) { return r.bytes, r.size, r.rows }

func TestFar(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		files []tenthRead
		want  string
	}{
		"nothing yet":  {[]tenthRead{{0, 100, 0, ""}}, "[" + strings.Repeat(" ", 30) + "]   0%  0 rows, 0 a second"},
		"a tenth":      {[]tenthRead{{10, 100, 4000, ""}}, "[===" + strings.Repeat(" ", 27) + "]  10%  4000 rows, 2000 a second, 18s left"},
		"two files":    {[]tenthRead{{100, 100, 4000, ""}, {0, 100, 0, ""}}, "[" + strings.Repeat("=", 15) + strings.Repeat(" ", 15) + "]  50%  4000 rows, 2000 a second, 2s left"},
		"all read":     {[]tenthRead{{100, 100, 8000, ""}}, "[" + strings.Repeat("=", 30) + "] 100%  8000 rows are read; storing the rows"},
		"being stored": {[]tenthRead{{100, 100, 8000, "storing the rows, 40%"}}, "[" + strings.Repeat("=", 30) + "] 100%  8000 rows are read; storing the rows, 40%"},
		"size unknown": {[]tenthRead{{100, 0, 8000, ""}}, "8000 rows, 4000 a second"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := far(tt.files, 2*time.Second); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestWatch(t *testing.T) {
	t.Parallel()
	for seconds, lines := range map[time.Duration]int{0: 0, 2: 1, 7: 2, 12: 3} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			end := watch(&out, []tenthRead{{10, 100, 4000, ""}})
			time.Sleep(seconds * time.Second)
			end()
			if got := strings.Count(out.String(), "left\n"); got != lines {
				t.Errorf("%d lines after %d s, want %d: %s", got, seconds, lines, out.String())
			}
		})
	}
}
