package main

import (
	"strings"
	"testing"

	"beatplan/internal/app"
)

// An operation by day says nothing of the night, and a share is said to be of a district's
// harm: that of a force's area can be more than all the force's areas hold of the force's.
func TestPrintZonesHeadings(t *testing.T) {
	t.Parallel()
	body := []byte(`{"features":[{"properties":{"name":"High Street","tier":"primary","rank":1,"area_m2":67000,"a_month":1.3,"count":12,"share":0.068}}]}`)
	for operation, month := range map[string]string{"sceptre": "a month  share", "nte": "a month for the night  share"} {
		var w strings.Builder
		printZones(&w, zonesDocument{ZoneSet: app.ZoneSet{Operation: operation, Zones: 1}, body: body})
		if want := month + " of its district's harm\n"; !strings.Contains(w.String(), want) {
			t.Errorf("%s: no heading %q in\n%s", operation, want, w.String())
		}
	}
}
