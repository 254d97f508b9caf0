package ingest

import (
	"slices"
	"strings"
)

// A nothing has further words, in lower case, by which a file says that it does
// not know: a mapping lists them.
type nothing []string

// is reports whether a field says that nothing is known: it is empty, or one of
// the words that databases, spreadsheets and people have for that. None of them is
// a value, and none is 0.
func (n nothing) is(field string) bool {
	const longest = len("not applicable")
	if field == "" {
		return true
	}
	if len(n) > 0 && slices.Contains(n, strings.ToLower(field)) {
		return true
	}
	if len(field) > longest || !strings.ContainsRune(`NnUuTt#(<[\-–—.?`, firstRune(field)) {
		return false
	}
	switch strings.ToLower(field) {
	case "null", "nul", "nil", "none", "nan", "na", "n/a", "n.a.", "n/k", "nk", "n/r",
		"#n/a", "#na", "#null!", "#value!", "#ref!", "#name?", "#div/0!", "#num!", `\n`,
		"-", "--", "---", "–", "—", ".", "..", "...", "?", "??", "???",
		"unknown", "unk", "unspecified", "undefined", "not known", "not-known", "notknown", "not stated", "not recorded",
		"not specified", "not given", "not entered", "not available", "not applicable", "not provided", "not supplied", "not completed", "no data", "tbc", "tba":
		return true
	}
	if inner, bracketed := unbracketed(field); bracketed { // (null), <NULL>, [blank]
		return inner == "blank" || nothing(nil).is(inner)
	}
	return false
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// unbracketed returns what is between brackets, in lower case.
func unbracketed(s string) (inner string, is bool) {
	last := len(s) - 1
	s = strings.ToLower(s)
	for _, pair := range []string{"()", "<>", "[]"} {
		if last > 0 && s[0] == pair[0] && s[last] == pair[1] {
			return strings.TrimSpace(s[1:last]), true
		}
	}
	return "", false
}

// said returns a text, or nothing where it says that nothing is known.
func said(s string) string {
	if nothing(nil).is(s) {
		return ""
	}
	return s
}
