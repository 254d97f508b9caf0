// Package principal has the names of those who make and decide things: one way to
// write a name, one way to compare two, and the name in whose interest a context is.
package principal

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// longest is how many characters a name has at most, in the contract too.
const longest = 200

// Parse returns a name as it is kept: in Unicode's form NFKC, with single spaces. A
// name without a letter or digit, of more than 200 characters, with characters that nobody sees, or with letters of
// several scripts, which can look like somebody else's, is an error.
func Parse(name string) (string, error) {
	for _, r := range name {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) {
			return "", fmt.Errorf("name %q has the invisible character U+%04X: type the name without it", name, r)
		}
	}
	kept := strings.Join(strings.Fields(norm.NFKC.String(name)), " ")
	if !strings.ContainsFunc(kept, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return "", errors.New("no name: say who you are, in letters or digits")
	}
	if n := utf8.RuneCountInString(kept); n > longest {
		return "", fmt.Errorf("a name of %d characters: %d are the most", n, longest)
	}
	if scripts := scriptsOf(kept); len(scripts) > 1 {
		return "", fmt.Errorf("name %q mixes letters that are %s: type it in one alphabet", kept, strings.Join(scripts, " and "))
	}
	return kept, nil
}

// scriptsOf returns the scripts of the letters of a name, by name. It looks for each
// letter in every script, until one has it.
func scriptsOf(name string) []string {
	found := map[string]bool{}
	for _, r := range name {
		if !unicode.IsLetter(r) || unicode.In(r, unicode.Common, unicode.Inherited) {
			continue
		}
		for script, letters := range unicode.Scripts {
			if unicode.Is(letters, r) {
				found[script] = true
				break
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// Same reports whether two names are of one person: alike in form NFKC, whatever the
// case of their letters and the number of spaces.
func Same(a, b string) bool { return fold(a) == fold(b) }

func fold(name string) string {
	return strings.Join(strings.Fields(norm.NFKC.String(cases.Fold().String(norm.NFKC.String(name)))), " ")
}

type key struct{}

// With returns a context for work in the name of a principal.
func With(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, key{}, name)
}

// From returns the principal of a context; empty where nobody is named.
func From(ctx context.Context) string {
	name, _ := ctx.Value(key{}).(string)
	return name
}
