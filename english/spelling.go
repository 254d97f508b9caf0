package english

import (
	"slices"
	"strings"
)

// Nearest returns the names that a word may have been meant for, in order: those of which
// it is the plural, and those that one or two letters tell from it, one in four at most.
func Nearest(word string, names []string) []string {
	var near []string
	for _, name := range names {
		most := min(2, len([]rune(name))/4)
		if name != word && (Plural(name) == word || edits([]rune(word), []rune(name)) <= most) {
			near = append(near, name)
		}
	}
	slices.Sort(near)
	return slices.Compact(near)
}

// DidYouMean ends a message that says there is no such name: "; did you mean pharmacy?",
// or nothing.
func DidYouMean(word string, names []string) string {
	near := Nearest(word, names)
	if len(near) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(near, " or ") + "?"
}

// edits returns how many letters must be added, left out or replaced to make one word of
// another, an exchange of two neighbours being one.
func edits(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replaced := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, replaced)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
