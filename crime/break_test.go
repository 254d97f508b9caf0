package crime_test

import (
	"strings"
	"testing"

	"beatplan/crime"
)

func TestBreakNotes(t *testing.T) {
	t.Parallel()
	lockdown := crime.Break{Name: "lockdown-1", Title: "First lockdown", From: "2020-03-23", To: "2020-07-04"}
	counting := crime.Break{Name: "counting", Title: "New counting rules", From: "2023-05-01", To: "2023-05-01"}
	tests := map[string]struct {
		periods string // with spaces between
		want    string // with bars between
	}{
		"before":      {"2019-01..2019-12 2020-01..2020-02", ""},
		"in the last": {"2019-04..2020-03", "First lockdown (2020-03-23 to 2020-07-04) is in 2019-04..2020-03: a change may be its doing"},
		"after":       {"2020-08..2021-07 2021-08..2022-07", ""},
		"last day":    {"2020-07..2020-07", "First lockdown (2020-03-23 to 2020-07-04) is in 2020-07: a change may be its doing"},
		"between":     {"2019-01..2019-12 2021-01..2021-12", "First lockdown (2020-03-23 to 2020-07-04) lies between the periods: a change may be its doing"},
		"two breaks": {"2020-04..2021-03 2023-04..2024-03", "First lockdown (2020-03-23 to 2020-07-04) is in 2020-04..2021-03: a change may be its doing|" +
			"New counting rules (2023-05-01) is in 2023-04..2024-03: a change may be its doing"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var periods []crime.Period
			for _, s := range strings.Fields(tt.periods) {
				p, err := crime.ParsePeriod(s)
				if err != nil {
					t.Fatal(err)
				}
				periods = append(periods, p)
			}
			if got := strings.Join(crime.BreakNotes([]crime.Break{lockdown, counting}, periods...), "|"); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestBreakValidate(t *testing.T) {
	t.Parallel()
	for want, b := range map[string]crime.Break{
		"name":  {Name: "A b", Title: "x", From: "2020-03-23", To: "2020-03-24"},
		"title": {Name: "a", From: "2020-03-23", To: "2020-03-24"},
		"from":  {Name: "a", Title: "x", From: "March", To: "2020-03-24"},
		"to \"": {Name: "a", Title: "x", From: "2020-03-23", To: "2020-02-30"},
		"to 20": {Name: "a", Title: "x", From: "2020-03-23", To: "2020-03-22"},
	} {
		if err := b.Validate(); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", b, err, want)
		}
	}
	if err := (crime.Break{Name: "a", Title: "x", From: "2020-03-23", To: "2020-03-23"}).Validate(); err != nil {
		t.Error(err)
	}
}
