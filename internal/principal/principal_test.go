package principal_test

import (
	"context"
	"strings"
	"testing"

	"beatplan/internal/principal"
)

// TestSame holds names against «root» and «José», each as it would be kept.
func TestSame(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name, of string
		same     bool
		refused  string // what Parse says
	}{
		"itself":                {"root", "root", true, ""},
		"a capital":             {"Root", "root", true, ""},
		"all capitals":          {"ROOT", "root", true, ""},
		"full width":            {"ｒｏｏｔ", "root", true, ""},
		"spaces around it":      {"  root ", "root", true, ""},
		"a no-break space":      {"A.\u00a0Sergeant", "a. sergeant", true, ""},
		"spaces within":         {"A.   Sergeant", "A. Sergeant", true, ""},
		"decomposed":            {"Jose\u0301", "José", true, ""},
		"decomposed capitals":   {"JOSE\u0301", "josé", true, ""},
		"a sharp s":             {"Strauß", "STRAUSS", true, ""},
		"somebody else":         {"toor", "root", false, ""},
		"without the accent":    {"Jose", "José", false, ""},
		"all Cyrillic":          {"Иван Петров", "Иван Петров", true, ""},
		"a Cyrillic letter":     {"r\u043eot", "root", false, "Cyrillic and Latin"},
		"a Greek letter":        {"ro\u03bft", "root", false, "Greek and Latin"},
		"a zero-width space":    {"ro\u200bot", "root", false, "U+200B"},
		"a zero-width joiner":   {"root\u200d", "root", false, "U+200D"},
		"a soft hyphen":         {"ro\u00adot", "root", false, "U+00AD"},
		"written backwards":     {"\u202etoor", "root", false, "U+202E"},
		"a NUL":                 {"root\x00", "root", false, "U+0000"},
		"a line feed":           {"root\nadmin", "root", false, "U+000A"},
		"nothing":               {"", "root", false, "no name"},
		"nothing but spaces":    {" \u00a0 ", "root", false, "no name"},
		"nothing but an accent": {"\u0301", "root", false, "no name"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept, err := principal.Parse(tt.name)
			if tt.refused != "" {
				if err == nil || !strings.Contains(err.Error(), tt.refused) || strings.ContainsAny(err.Error(), "\n\x00\u200b\u202e") {
					t.Errorf("%q, error %v; want one that says %q", kept, err, tt.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if principal.Same(kept, tt.of) != tt.same || principal.Same(tt.name, tt.of) != tt.same {
				t.Errorf("%q is %q: %v, want %v", tt.name, tt.of, !tt.same, tt.same)
			}
			if again, err := principal.Parse(kept); again != kept || err != nil {
				t.Errorf("%q kept again is %q, error %v", kept, again, err)
			}
		})
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	if got := principal.From(principal.With(context.Background(), "root")); got != "root" {
		t.Errorf("%q", got)
	}
	if got := principal.From(context.Background()); got != "" {
		t.Errorf("%q of nobody", got)
	}
}
