package ingest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"beatplan/crime"
	"beatplan/internal/fault"
)

// A holiday is an entry of GOV.UK's list of bank holidays.
type holiday struct {
	Title string `json:"title"`
	Date  string `json:"date"`
	Notes string `json:"notes"`
}

// isSubstitute reports whether it is the day off for a holiday that falls on a weekend.
func (h holiday) isSubstitute() bool { return strings.Contains(strings.ToLower(h.Notes), "substitute") }

// itself returns the holiday that a substitute stands for, on the day that it always has:
// the list leaves it out, and it is as quiet, or as busy, as in any year.
func (h holiday) itself() (holiday, bool) {
	days := map[string]string{
		"new year’s day": "01-01", "2nd january": "01-02", "st patrick’s day": "03-17", "battle of the boyne (orangemen’s day)": "07-12",
		"st andrew’s day": "11-30", "christmas day": "12-25", "boxing day": "12-26",
	}
	day, known := days[strings.ReplaceAll(strings.ToLower(h.Title), "'", "’")]
	if !h.isSubstitute() || !known || len(h.Date) < 5 {
		return h, false
	}
	return holiday{Title: h.Title, Date: h.Date[:5] + day}, true
}

// name returns what the event is called.
func (h holiday) name() string {
	if h.isSubstitute() {
		return text(h.Title) + " (substitute day)"
	}
	return text(h.Title)
}

// holidays reads GOV.UK's bank-holidays.json: a list for each division of the
// United Kingdom, of which it takes one. A day off for a holiday on a weekend is called a
// substitute, and the holiday itself comes before it.
func (c calendarReader) holidays(r io.Reader, out *sink[crime.Event]) error {
	body, err := whole(r, maxDocument)
	if err != nil {
		return err
	}
	var divisions map[string]struct {
		Events []holiday `json:"events"`
	}
	err = json.Unmarshal(body, &divisions)
	if _, other := errors.AsType[*json.UnmarshalTypeError](err); other {
		return errors.New("not GOV.UK's bank holidays, which have lists of events by division")
	}
	if err != nil {
		return fmt.Errorf("not GOV.UK's bank holidays: %s", brief(fault.JSON(body, err).Error()))
	}
	name := cmp.Or(c.Division, "england-and-wales")
	division, there := divisions[name]
	if !there {
		return fmt.Errorf("no division %s in it; there are %s", name, brief(strings.Join(slices.Sorted(maps.Keys(divisions)), ", ")))
	}
	take := func(i int, h holiday) error {
		event := crime.Event{Name: h.name()}
		var reason error
		if event.From, event.To, reason = c.dates.span(h.Date, ""); reason == nil {
			event, reason = c.checked(event, string(crime.BankHoliday))
		}
		if reason != nil {
			out.reject(i+1, []string{h.Date, h.Title}, reason)
			return nil
		}
		return out.accept(event)
	}
	for i, h := range division.Events {
		if day, missing := h.itself(); missing {
			if err := take(i, day); err != nil {
				return err
			}
		}
		if err := take(i, h); err != nil {
			return err
		}
	}
	return nil
}
