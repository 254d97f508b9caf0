// Package handset writes a plan for telephones, sat-navs, calendars and spreadsheets: GPX
// 1.1, iCalendar (RFC 5545) and CSV. All have the same stops, in the same order and at the
// same times as the plan's document, and the same bytes each time.
package handset

import (
	"fmt"
	"strings"

	"beatplan/report/sheet"
)

// title names a stop for a list: u1-s03 Tindal Square.
func title(s sheet.Stop) string { return strings.TrimSpace(s.ID + " " + s.Name) }

// says is what an officer needs to know of a stop, in lines.
func says(s sheet.Stop) []string {
	lines := []string{fmt.Sprintf("%s to %s", s.Arrive.Format("15:04"), s.Depart.Format("15:04"))}
	if len(s.Window) == 2 {
		lines[0] += fmt.Sprintf(" (begin between %s and %s)", s.Window[0].Format("15:04"), s.Window[1].Format("15:04"))
	}
	lines = append(lines, s.Do...)
	for _, p := range s.Powers {
		lines = append(lines, fmt.Sprintf("power: %s %s of %s", p.Kind, p.Reference, p.Authority))
	}
	return append(lines, s.Why...)
}
