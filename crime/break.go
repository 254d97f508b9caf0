package crime

import (
	"errors"
	"fmt"
	"time"
)

// A Break is a time unlike others, such as a lockdown or a change of recording, that the
// force has declared: whatever is compared across it may have changed for that alone.
type Break struct {
	Name    string `json:"name"`
	Version int    `json:"version"` // counts up from 1 with every change
	Title   string `json:"title"`   // as a reader knows it: First lockdown
	From    string `json:"from"`    // YYYY-MM-DD, the first day
	To      string `json:"to"`      // the last; the same as the first where something changed for good on a day
}

// Validate returns an error that begins with the field that is wrong and ends with what
// would do.
func (b Break) Validate() error {
	from, err1 := time.Parse(time.DateOnly, b.From)
	to, err2 := time.Parse(time.DateOnly, b.To)
	switch {
	case !IsName(b.Name):
		return fmt.Errorf("name %q: 1 to 40 lower-case letters, digits and hyphens", b.Name)
	case b.Title == "":
		return errors.New("title: say what readers know it as")
	case err1 != nil:
		return fmt.Errorf("from %q: write it YYYY-MM-DD", b.From)
	case err2 != nil:
		return fmt.Errorf("to %q: write it YYYY-MM-DD", b.To)
	case to.Before(from):
		return fmt.Errorf("to %s: it is before from %s", b.To, b.From)
	}
	return nil
}

// Touches reports whether a day of the break is among some days, YYYY-MM-DD, both ends
// included.
func (b Break) Touches(from, to string) bool { return b.From <= to && b.To >= from }

// Days names the break with its days.
func (b Break) Days() string {
	if b.From == b.To {
		return fmt.Sprintf("%s (%s)", b.Title, b.From)
	}
	return fmt.Sprintf("%s (%s to %s)", b.Title, b.From, b.To)
}

// BreakNotes says, for each break in a run of months from the first of some periods to the
// end of the last, where it lies: a comparison across it needs care.
func BreakNotes(breaks []Break, periods ...Period) (notes []string) {
	for _, b := range breaks {
		where, span := "", periods[0]
		for _, p := range periods {
			span = Period{min(span.From, p.From), max(span.To, p.To)}
			if b.Touches(p.days()) {
				where = p.String()
			}
		}
		switch {
		case where != "":
			notes = append(notes, fmt.Sprintf("%s is in %s: a change may be its doing", b.Days(), where))
		case b.Touches(span.days()):
			notes = append(notes, fmt.Sprintf("%s lies between the periods: a change may be its doing", b.Days()))
		}
	}
	return notes
}

// days returns the first and the last day of the period, YYYY-MM-DD.
func (p Period) days() (from, to string) {
	return p.From.Start(time.UTC).Format(time.DateOnly), (p.To + 1).Start(time.UTC).AddDate(0, 0, -1).Format(time.DateOnly)
}
