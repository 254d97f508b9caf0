package handset

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"beatplan/internal/sheet"
	plan "beatplan/report/sheet"
)

// CSV writes a row for each stop and break: unit by unit, in order of time. Times are local
// with their offset. No field is taken for a formula by a spreadsheet.
func CSV(p plan.Plan) ([]byte, error) {
	rows := [][]string{{
		"stop_id", "unit", "unit_name", "role", "seq", "kind", "place_id", "name", "arrive", "depart", "minutes",
		"arrive_from", "arrive_to", "visit", "4E", "4P", "do", "powers", "why", "longitude", "latitude", "decision",
	}}
	for _, u := range p.Units {
		for _, s := range u.Stops {
			row := []string{
				s.ID, u.ID, u.Call(), u.Role, number(s.Seq), s.Kind, s.Place, s.Name, local(s.Arrive), local(s.Depart), strconv.Itoa(int(s.Depart.Sub(s.Arrive).Minutes())),
				"", "", number(s.Visit), strings.Join(s.FourE, "; "), s.FourP, strings.Join(s.Do, "; "), powers(s), strings.Join(s.Why, "; "), "", "", p.Decision.Words(),
			}
			if len(s.Window) == 2 {
				row[11], row[12] = local(s.Window[0]), local(s.Window[1])
			}
			if s.ID != "" {
				row[19], row[20] = strconv.FormatFloat(s.At.Lon(), 'f', 6, 64), strconv.FormatFloat(s.At.Lat(), 'f', 6, 64)
			}
			rows = append(rows, sheet.HarmlessRow(row))
		}
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	err := w.WriteAll(rows)
	return out.Bytes(), err
}

func powers(s plan.Stop) string {
	var all []string
	for _, p := range s.Powers {
		all = append(all, string(p.Kind)+" "+p.Reference)
	}
	return strings.Join(all, "; ")
}

// number writes a number from 1, and nothing for 0.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func local(t time.Time) string { return t.Format(time.RFC3339) }
