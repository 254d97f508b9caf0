// Package sheet keeps fields of CSV from being taken for formulas by a spreadsheet.
package sheet

import (
	"strconv"
	"strings"
)

// Harmless returns a field that a spreadsheet will not take for a formula: one that
// begins as formulas do, and is no number, gets an apostrophe before it.
func Harmless(field string) string {
	if field == "" || !strings.ContainsRune("=+-@\t\r", rune(field[0])) {
		return field
	}
	if _, err := strconv.ParseFloat(field, 64); err == nil {
		return field
	}
	return "'" + field
}

// HarmlessRow makes all fields of a row harmless.
func HarmlessRow(row []string) []string {
	harmless := make([]string, len(row))
	for i, field := range row {
		harmless[i] = Harmless(field)
	}
	return harmless
}
