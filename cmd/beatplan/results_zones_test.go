package main

import (
	"strings"
	"testing"

	"beatplan/internal/app"
	"beatplan/zones"
)

// Where premises stand for the hours, numbers are of the night, whatever the operation's name; and a share is said to be of a district's
// harm: that of a force's area can be more than all the force's areas hold of the force's.
func TestPrintZonesHeadings(t *testing.T) {
	t.Parallel()
	body := []byte(`{"features":[{"properties":{"name":"High Street","tier":"primary","rank":1,"area_m2":67000,"a_month":1.3,"count":12,"share":0.068}}]}`)
	for premises, month := range map[bool]string{false: "a month  share", true: "a month for the night  share"} {
		var w strings.Builder
		printZones(&w, zonesDocument{ZoneSetResult: app.ZoneSetResult{Operation: "ours", Zones: 1, Settings: zones.Settings{Mask: premises}}, body: body})
		if want := month + " of its district's harm\n"; !strings.Contains(w.String(), want) {
			t.Errorf("premises %t: no heading %q in\n%s", premises, want, w.String())
		}
	}
}
