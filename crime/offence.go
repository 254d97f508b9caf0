package crime

import (
	"fmt"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// Precision says how well the time of an offence is known.
type Precision string

// The precisions of time.
const (
	Instant  Precision = "instant"  // at From
	Interval Precision = "interval" // some time in [From, To)
	InMonth  Precision = "month"    // some time in the month of From
)

// An Offence is one recorded crime, or one incident of anti-social behaviour; or
// several that are alike in all that is asked of them.
type Offence struct {
	Type      string
	Flags     []string
	Place     string // kind of place; empty when unknown
	Location  string // where, in the file's own words; empty when unknown, or not asked for
	From, To  time.Time
	Precision Precision
	At        *orb.Point // WGS 84; nil when unknown, or not asked for
	Cell      h3.Cell    // at the resolution of the lattice that it is counted on; 0 when unknown
	Together  string     // the same for all offences of one incident, and for no others; empty: of none that is known, or not asked for
	More      int        // how many others are alike in all of this, and are counted with this one
}

// A Detail says what is asked for of offences beside what they are and where: the
// less, the more of them are alike.
type Detail struct {
	Times     bool // From and To
	Incidents bool // Together
	Places    bool // At and Location
}

// A Month is a calendar month: 12 × year + (month − 1).
type Month int

// ParseMonth reads YYYY-MM.
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return 0, fmt.Errorf("month %q: write it YYYY-MM", s)
	}
	return MonthOf(t), nil
}

// MonthOf returns the month of t in t's own zone.
func MonthOf(t time.Time) Month { return Month(12*t.Year() + int(t.Month()) - 1) }

// Start returns the first instant of the month in a zone.
func (m Month) Start(zone *time.Location) time.Time {
	return time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, zone)
}

// String returns YYYY-MM.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", int(m)/12, int(m)%12+1) }

// MarshalText writes YYYY-MM.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads YYYY-MM.
func (m *Month) UnmarshalText(text []byte) error {
	parsed, err := ParseMonth(string(text))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

// A Period is a run of whole months, both ends included.
type Period struct {
	From Month `json:"from"`
	To   Month `json:"to"`
}

// ParsePeriod reads YYYY-MM..YYYY-MM, or one month.
func ParsePeriod(s string) (Period, error) {
	const month = len("2006-01")
	from, to := s, s
	if len(s) == 2*month+2 && s[month:month+2] == ".." {
		from, to = s[:month], s[month+2:]
	}
	var p Period
	var err error
	if p.From, err = ParseMonth(from); err == nil {
		p.To, err = ParseMonth(to)
	}
	if err != nil {
		return Period{}, fmt.Errorf("period %q: write it YYYY-MM..YYYY-MM", s)
	}
	return p, p.Validate()
}

// Validate returns an error when the period ends before it begins.
func (p Period) Validate() error {
	if p.To < p.From {
		return fmt.Errorf("period from %s to %s ends before it begins", p.From, p.To)
	}
	return nil
}

// Months returns how many months the period has.
func (p Period) Months() int { return int(p.To-p.From) + 1 }

// Overlaps reports whether two periods share a month.
func (p Period) Overlaps(q Period) bool { return p.From <= q.To && q.From <= p.To }

// Duration returns the length of the period in a zone, clock changes and leap
// days included.
func (p Period) Duration(zone *time.Location) time.Duration {
	return (p.To + 1).Start(zone).Sub(p.From.Start(zone))
}

// String returns YYYY-MM..YYYY-MM, or YYYY-MM for one month.
func (p Period) String() string {
	if p.From == p.To {
		return p.From.String()
	}
	return p.From.String() + ".." + p.To.String()
}

// Runs names months, in order, as periods: 2025-01..2025-03, 2025-05.
func Runs(months []Month) string {
	var periods []string
	for i := 0; i < len(months); i++ {
		from := i
		for i+1 < len(months) && months[i+1] == months[i]+1 {
			i++
		}
		periods = append(periods, Period{months[from], months[i]}.String())
	}
	return strings.Join(periods, ", ")
}
