package app

import (
	"cmp"
	"context"

	"beatplan/crime"
	"beatplan/geo"
)

// DistrictCounts are the offences of a group in each district. An offence counts
// in the district that its row's own code lies in; where it has none, or one that
// is no loaded area's, in the one that its position lies in. Where districts overlap, as
// those of two vintages do, it counts in each that holds its position, and once in the sum.
type DistrictCounts struct {
	Group string `json:"group"`
	crime.Period
	Offences  int             `json:"offences"`
	Nowhere   int             `json:"nowhere"` // of them in no district, by code or position
	Outside   int             `json:"outside"` // of them with a position outside every force, whatever the code
	Districts []DistrictCount `json:"districts"`
}

// A DistrictCount is what counts in one district, and how one knows.
type DistrictCount struct {
	Code       string `json:"code"`
	Name       string `json:"name"`
	Offences   int    `json:"offences"`    // also those of another district that overlaps it, as one of another vintage does
	ByCode     int    `json:"by_code"`     // with a code of their own in the district: all count here
	ByPosition int    `json:"by_position"` // with a position in the district, whatever the code: not all count here
	Agree      int    `json:"agree"`       // of both
	Piled      int    `json:"piled"`       // of what counts here, at one position with ten or more of a month
}

// Districts counts the offences of a group in the districts that are loaded, by
// name. It reads the period.
func (a *App) Districts(ctx context.Context, group, from, to string) (DistrictCounts, error) {
	g, err := a.group(ctx, group)
	if err != nil {
		return DistrictCounts{}, err
	}
	months, err := a.months(ctx)
	if err != nil {
		return DistrictCounts{}, err
	}
	counts := DistrictCounts{Group: g.Name}
	if counts.Period, err = period(from, to, months); err != nil {
		return counts, err
	}
	districts, err := a.store.Areas(ctx, geo.District)
	if err != nil {
		return counts, err
	}
	members, err := a.store.Members(ctx, counts.Period, g)
	if err != nil {
		return counts, err
	}
	counts.Districts = make([]DistrictCount, len(districts))
	known := map[string]*DistrictCount{}
	for i, d := range districts {
		counts.Districts[i] = DistrictCount{Code: d.Code, Name: d.Name}
		known[d.Code] = &counts.Districts[i]
	}
	var nowhere DistrictCount
	of := func(code string) *DistrictCount { return cmp.Or(known[code], &nowhere) }
	for _, m := range members {
		counts.Offences += m.Offences
		of(m.District()).Offences += m.Offences
		of(m.ByCode).ByCode += m.Offences
		of(m.ByPosition).ByPosition += m.Offences
		if m.ByCode == m.ByPosition {
			of(m.ByCode).Agree += m.Offences
		}
		if m.Piled {
			of(m.District()).Piled += m.Offences
		}
		for _, code := range m.Beside {
			also := of(code)
			also.Offences += m.Offences
			if code != m.ByPosition {
				also.ByPosition += m.Offences
			}
			if m.Piled {
				also.Piled += m.Offences
			}
		}
		if m.Outside {
			counts.Outside += m.Offences
		}
	}
	counts.Nowhere = nowhere.Offences
	return counts, nil
}
