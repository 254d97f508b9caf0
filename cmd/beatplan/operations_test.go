package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestSettingsAreDocumented holds docs/operations.md against the flags of the programs that
// run for long. BEATPLAN_UPDATE=1 writes them there.
func TestSettingsAreDocumented(t *testing.T) {
	t.Parallel()
	const path, begin, end = "../../docs/operations.md", "BEATPLAN_UPDATE=1 -->\n", "<!-- end -->"
	parser, err := kong.New(&commands{})
	if err != nil {
		t.Fatal(err)
	}
	settings := "\n| setting | of | what it is |\n|---|---|---|\n"
	add := func(of string, flags []*kong.Flag) {
		for _, f := range flags {
			if f.Name == "help" {
				continue
			}
			name := "`--" + f.Name + "`"
			for _, env := range f.Envs {
				name += ", `" + env + "`"
			}
			settings += fmt.Sprintf("| %s | %s | %s |\n", name, of, withDefault(f.Value))
		}
	}
	add("every command", parser.Model.Flags)
	for _, command := range parser.Model.Children {
		if command.Name == "serve" || command.Name == "worker" || command.Name == "migrate" {
			add("`"+command.Name+"`", command.Flags)
		}
	}
	settings += "\n"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	has, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s has no place for settings", path)
	}
	if os.Getenv("BEATPLAN_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(before+begin+settings+end+after), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if has != settings {
		t.Errorf("the settings are\n%s and %s has\n%s", settings, path, has)
	}
}
