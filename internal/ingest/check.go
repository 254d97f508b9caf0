package ingest

import (
	"cmp"
	"slices"

	"beatplan/hotspot"
)

// A Report says what would become of a file of offences.
type Report struct {
	Read     int           `json:"read"`
	Accepted int           `json:"accepted"`
	Rejected int           `json:"rejected"`
	From     hotspot.Month `json:"from"` // of the first offence accepted
	To       hotspot.Month `json:"to"`   // of the last
	Unplaced int           `json:"unplaced"`

	Precisions  []Counted `json:"precisions"`   // of the times
	Quality     []Counted `json:"quality"`      // what is doubtful
	StrangeType []Counted `json:"strange_type"` // types that have no harm weight
	Reasons     []Counted `json:"reasons"`      // of rejections
}

// Counted is how many rows have something in common, and where it begins.
type Counted struct {
	What string `json:"what"`
	Rows int    `json:"rows"`
	Line int    `json:"line,omitempty"` // of the first row, where it is known
}

// Check reads a file of offences and says what would become of it. An error is
// what would end its import.
func Check(f *File[hotspot.Record]) (Report, error) {
	var r Report
	f.Allow(1)
	precisions, quality, strange := counter{}, counter{}, counter{}
	harm := hotspot.DefaultHarm()
	for record, err := range f.Rows() {
		if err != nil {
			return Report{}, err
		}
		if r.Accepted == 0 {
			r.From, r.To = record.Month, record.Month
		}
		r.Accepted++
		r.From, r.To = min(r.From, record.Month), max(r.To, record.Month)
		if record.At == nil {
			r.Unplaced++
		}
		precisions.add(string(record.Precision), 0)
		for _, q := range record.Quality {
			quality.add(q, 0)
		}
		if _, weighted := harm.Days(record.Type); !weighted && record.Type != hotspot.AntiSocialBehaviour {
			strange.add(record.Type, 0)
		}
	}
	r.Rejected = f.rejects.count
	r.Read = r.Accepted + r.Rejected
	r.Precisions, r.Quality, r.StrangeType, r.Reasons = precisions.most(), quality.most(), strange.most(), f.rejects.reasons.most()
	return r, nil
}

type counter map[string]*Counted

func (c counter) add(what string, line int) {
	if c[what] == nil {
		c[what] = &Counted{What: what, Line: line}
	}
	c[what].Rows++
}

// most returns what was counted, most first, fifty at the most.
func (c counter) most() []Counted {
	all := []Counted{}
	for _, one := range c {
		all = append(all, *one)
	}
	slices.SortFunc(all, func(a, b Counted) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.What, b.What))
	})
	return all[:min(len(all), 50)]
}
