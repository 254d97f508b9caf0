package demoshire

import (
	"cmp"
	_ "embed"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/geo"
)

//go:embed calls.yaml
var callsMapping string

// A LoudPremises is one at which calls about anti-social behaviour are planted.
type LoudPremises struct {
	Site  string `json:"site"` // its id
	Calls int    `json:"calls"`
}

const (
	loudPremises = 60
	// apart keeps planted premises clear of all others, so that a call within 30 m, and 15 m
	// off for its position, belongs to one alone.
	apart = 80 // metres
	// callsPerOffence is how many calls come from elsewhere.
	callsPerOffence = 0.15
)

// loud chooses the premises at which calls are planted, the loudest first: from 140 calls
// a year down to 22.
func loud(all []geo.Site, rng *rand.Rand) []LoudPremises {
	var candidates []geo.Site
	for _, s := range all {
		switch s.Category {
		case "pub", "nightclub", "takeaway", "supermarket", "shop", "forecourt":
		default:
			continue
		}
		alone := !slices.ContainsFunc(all, func(o geo.Site) bool {
			return o.ID != s.ID && math.Abs(o.At[1]-s.At[1]) < 0.001 && orbgeo.Distance(*o.At, *s.At) < apart
		})
		if alone {
			candidates = append(candidates, s)
		}
	}
	rng.Shuffle(len(candidates), func(i, j int) { candidates[i], candidates[j] = candidates[j], candidates[i] })
	var chosen []LoudPremises
	for k, s := range candidates[:min(loudPremises, len(candidates))] {
		chosen = append(chosen, LoudPremises{s.ID, int(math.Round(20 + 120*math.Exp(-float64(k)/15)))})
	}
	return chosen
}

// writeCalls writes the calls about anti-social behaviour of the last year, in order of
// time: those of loud premises and, in proportion to residents, from elsewhere. What
// becomes of them has the shares of one force's week: 37.4% to community policing teams,
// 10.4% to local authorities and 7.1% to local policing teams.
func (c County) writeCalls(add rower) error {
	type call struct {
		at       time.Time
		where    orb.Point
		location string
		place    string
		beat     string
	}
	rng, landmarks := c.options.stream(9), newLandmarks(c.people, c.Sites)
	moment := func() time.Time {
		day := date(lastYear, time.January, 1).AddDate(0, 0, rng.IntN(365))
		hour := (18 + int(rng.NormFloat64()*3.5+24)) % 24 // evenings
		return time.Date(day.Year(), day.Month(), day.Day(), hour, rng.IntN(60), 0, 0, time.UTC)
	}
	var calls []call
	for _, l := range c.Truth.Loud {
		s := c.Sites[slices.IndexFunc(c.Sites, func(s geo.Site) bool { return s.ID == l.Site })]
		place := map[bool]string{true: "LICENSED", false: "RETAIL"}[licences()[s.Category].kind != "" && s.Category != "supermarket"]
		for range l.Calls {
			const metre = 1 / 111_000. // degrees, about
			at := rounded(orb.Point{s.At[0] + 10*metre*(2*rng.Float64()-1), s.At[1] + 10*metre*(2*rng.Float64()-1)})
			cell, err := geo.CellAt(at, geo.DefaultResolution)
			if err != nil {
				return fmt.Errorf("calls: %w", err)
			}
			i, on := c.people.lattice.Index(cell)
			location := s.Name
			if on && rng.Float64() < 0.5 {
				location = landmarks.near(i)
			}
			calls = append(calls, call{moment(), at, location, place, c.beat(i)})
		}
	}
	homes := newLottery(c.people.residents)
	for range int(callsPerOffence * float64(c.options.Offences)) {
		i := homes.draw(rng)
		at, err := c.people.anywhere(c.people.lattice.Cells[i], rng)
		if err != nil {
			return fmt.Errorf("calls: %w", err)
		}
		place := []string{"STREET", "STREET", "HOME"}[rng.IntN(3)]
		calls = append(calls, call{moment(), at, landmarks.near(i), place, c.beat(i)})
	}
	slices.SortStableFunc(calls, func(x, y call) int { return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.location, y.location)) })
	if err := add("Call Number", "Opening Code", "Closing Code", "Result", "Call Date", "Call Time", "Longitude", "Latitude", "Easting", "Northing", "Beat Code", "Place Type", "Location"); err != nil {
		return err
	}
	for n, k := range calls {
		code := []string{"ASB NUISANCE", "ASB NUISANCE", "ASB PERSONAL", "ASB ENVIRONMENTAL"}[rng.IntN(4)]
		result := "NFA"
		switch u := rng.Float64(); {
		case u < 0.374:
			result = "Passed to CPT"
		case u < 0.374+0.104:
			result = "Referred to council"
		case u < 0.374+0.104+0.071:
			result = "Control room - LPT deployed"
		}
		row := []string{fmt.Sprintf("DC/%06d", n+1), code, code, result, k.at.Format("02/01/2006"), k.at.Format("15:04")}
		if err := add(append(append(row, position(k.where)...), k.beat, k.place, k.location)...); err != nil {
			return err
		}
	}
	return nil
}

// beat returns the code of the ward of a cell.
func (c County) beat(cell int) string { return c.people.wards[c.people.ward[cell]].Code }
