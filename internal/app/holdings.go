package app

import (
	"context"
	"strings"

	"beatplan/hotspot"
	"beatplan/internal/fault"
)

// Holdings is what is loaded.
type Holdings struct {
	Invented     bool              `json:"invented"`
	Offences     int               `json:"offences"`
	Sites        int               `json:"sites"`
	Months       []hotspot.Holding `json:"months"`
	Attributions []string          `json:"attributions"`
}

// Holdings returns what is loaded, month by month.
func (a *App) Holdings(ctx context.Context) (Holdings, error) {
	var h Holdings
	var err error
	if h.Months, err = a.store.Months(ctx); err != nil {
		return h, err
	}
	for _, m := range h.Months {
		h.Offences += m.Offences
	}
	if h.Sites, err = a.store.CountSites(ctx); err != nil {
		return h, err
	}
	areas, err := a.store.Areas(ctx, "")
	if err != nil {
		return h, err
	}
	h.Attributions = []string{}
	for _, area := range areas {
		if area.Invented {
			h.Invented = true
		} else if len(h.Attributions) == 0 {
			h.Attributions = append(h.Attributions, "Contains public sector information licensed under the Open Government Licence v3.0 and OS data © Crown copyright and database right")
		}
	}
	return h, nil
}

var errNothingLoaded = fault.New(fault.Unprocessable, "no offences are loaded: import some first")

// period returns the months from and to name, or every month loaded where they
// are empty. A period without a single month loaded is a fault that says which
// there are.
func (a *App) period(ctx context.Context, from, to string) (hotspot.Period, error) {
	months, err := a.store.Months(ctx)
	if err != nil {
		return hotspot.Period{}, err
	}
	if len(months) == 0 {
		return hotspot.Period{}, errNothingLoaded
	}
	loaded := hotspot.Period{From: months[0].Month, To: months[len(months)-1].Month}
	p := loaded
	if from != "" {
		if p.From, err = hotspot.ParseMonth(from); err != nil {
			return p, fault.New(fault.Invalid, "from: %w", err)
		}
	}
	if to != "" {
		if p.To, err = hotspot.ParseMonth(to); err != nil {
			return p, fault.New(fault.Invalid, "to: %w", err)
		}
	}
	return p, checkPeriod(p, months)
}

func checkPeriod(p hotspot.Period, months []hotspot.Holding) error {
	if err := p.Validate(); err != nil {
		return fault.New(fault.Invalid, "%w", err)
	}
	for _, m := range months {
		if p.From <= m.Month && m.Month <= p.To {
			return nil
		}
	}
	return fault.New(fault.Unprocessable, "no offences are loaded for %s; there are some for %s",
		p, hotspot.Period{From: months[0].Month, To: months[len(months)-1].Month})
}

// missing returns a note that names the months of a period of which nothing is
// loaded, or nothing. The holdings are in order of month.
func missing(p hotspot.Period, months []hotspot.Holding) []string {
	var gaps []string
	gap := func(from, to hotspot.Month) {
		if from <= to {
			gaps = append(gaps, hotspot.Period{From: from, To: to}.String())
		}
	}
	next := p.From
	for _, m := range months {
		if p.From <= m.Month && m.Month <= p.To {
			gap(next, m.Month-1)
			next = m.Month + 1
		}
	}
	gap(next, p.To)
	if gaps == nil {
		return nil
	}
	return []string{"nothing is loaded for " + strings.Join(gaps, ", ")}
}
