package geo

import "strings"

// Names returns names with commas between them, for a message that lists what there is.
func Names[S ~string](names []S) string {
	words := make([]string, len(names))
	for i, name := range names {
		words[i] = string(name)
	}
	return strings.Join(words, ", ")
}
