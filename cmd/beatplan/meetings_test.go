package main

import (
	"strings"
	"testing"
)

// What is wrong with a field is said of the flag or the argument that it was given as.
func TestRefusalsNameFlags(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	action := func(more ...string) []string {
		return append([]string{"actions", "add", "Marshals", "--p", "Prevent", "--agency", "Council", "--owner", "Licensing"}, more...)
	}
	item := func(more ...string) []string {
		return append([]string{"intelligence", "add", "--text", "Theft", "--from", "2025-07-02", "--to", "2025-07-14"}, more...)
	}
	tests := map[string]struct {
		args []string
		says string
	}{
		"no date":          {action(), "--due: an action has a date"},
		"no such P":        {[]string{"actions", "add", "Marshals", "--p", "Pray", "--agency", "Council"}, `--p "Pray": it is Prevent`},
		"no such E":        {action("--due", "2026-02-01", "--e", "Shout"), `--e "Shout": it is Engage`},
		"an argument":      {[]string{"actions", "add", " ", "--p", "Prevent", "--agency", "Council"}, "<does>: say what is to be done"},
		"nothing to raise": {item(), "--category: name categories"},
		"ends first":       {item("--category", "pub", "--to", "2025-07-01"), "--to 2025-07-01: it is before from 2025-07-02"},
		"no such group":    {item("--group", "piracy"), `--group: no offence group "piracy"; there are`},
		"no meeting":       {action("--due", "2026-02-01", "--meeting", "9"), `--meeting: no meeting "9"; there is none`},
		"no area":          {[]string{"meetings", "open", "--area", "Atlantis"}, `--area: no area "Atlantis"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if code, _, stderr := p.run(tt.args...); code != 1 || !strings.HasPrefix(stderr, "beatplan: "+tt.says) {
				t.Errorf("exit %d: %s, want %s", code, stderr, tt.says)
			}
		})
	}
}

// A list of nothing says so.
func TestEmptyLists(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	for command, says := range map[string]string{
		"actions list": "no action is on this list", "breaks list": "no breaks yet", "hotspots trial list": "no trials yet", "imports list": "no imports yet",
		"intelligence list --on 2025-07-01": "no intelligence item is valid on 2025-07-01", "jobs list": "no jobs yet", "meetings list": "no meetings yet",
		"plan list": "no plans yet", "rtm list": "no models yet", "visits list --from 2025-07-01 --to 2025-07-02": "no visit is logged", "zones list": "no focus areas yet",
	} {
		if got := p.must(strings.Fields(command)...); !strings.HasPrefix(got, says) || strings.Count(got, "\n") != 1 {
			t.Errorf("%s: %q, want %s", command, got, says)
		}
	}
	if got := p.must("actions", "dashboard"); strings.Contains(got, "%") {
		t.Errorf("shares of no action: %s", got)
	}
}
