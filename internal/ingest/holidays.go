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
}

// holidays reads GOV.UK's bank-holidays.json: a list for each division of the
// United Kingdom, of which it takes one.
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
	for i, h := range division.Events {
		event := crime.Event{Name: text(h.Title)}
		var reason error
		if event.From, event.To, reason = c.dates.span(h.Date, ""); reason == nil {
			event, reason = c.checked(event, string(crime.BankHoliday))
		}
		if reason != nil {
			out.reject(i+1, []string{h.Date, h.Title}, reason)
			continue
		}
		if err := out.accept(event); err != nil {
			return err
		}
	}
	return nil
}
