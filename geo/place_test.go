package geo_test

import (
	"strings"
	"testing"

	"beatplan/geo"
)

func TestParseAreaKind(t *testing.T) {
	t.Parallel()
	for _, kind := range geo.AreaKinds() {
		if got, err := geo.ParseAreaKind(string(kind)); got != kind || err != nil {
			t.Errorf("%s is %q (%v)", kind, got, err)
		}
	}
	for _, name := range []string{"", "County", "Ward"} {
		_, err := geo.ParseAreaKind(name)
		if err == nil || !strings.Contains(err.Error(), `"`+name+`"; there are force, command, district, beat, funded, ward, lsoa`) {
			t.Errorf("%q: want an error that names it and the kinds, have %v", name, err)
		}
	}
}
