// Package osrm asks an OSRM server, which a force may have, for ways: its table, route
// and nearest services, version 1.
package osrm

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"beatplan/internal/fault"
	"beatplan/planner"
)

const (
	// side is how many places are asked of at once on either side of a table: a server
	// takes 100 in all unless it is told otherwise.
	side = 50
	// farthest is how far from a street a place may be to be reached, metres.
	farthest = 1000
	// most is the bytes of an answer that are read.
	most = 32 << 20
	// patience is how long one answer may take.
	patience = 30 * time.Second
)

// A Server answers as a planner's Travel. Its ways are as good as what it was built of,
// which it does not say.
type Server struct {
	ctx  context.Context
	http *http.Client
	base string // with {mode}, if each mode has a server of its own
}

// New returns the server at a URL, such as http://router:5000, in which {mode} stands for
// foot, bike or car where each mode has a server of its own. Requests end with ctx.
func New(ctx context.Context, base string) (*Server, error) {
	u, err := url.Parse(strings.ReplaceAll(base, "{mode}", "mode"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.User != nil {
		return nil, fault.New(fault.Invalid, "no URL of a routing server %q: write it as in http://router:5000", base)
	}
	return &Server{ctx: ctx, http: &http.Client{Timeout: patience}, base: strings.TrimRight(base, "/")}, nil
}

// Engine says which server it is.
func (s *Server) Engine() (name, graph string) {
	return "the OSRM server " + s.base, "its own"
}

// Legs asks for the quickest ways, in blocks; their times are rounded up to whole minutes.
func (s *Server) Legs(m planner.Mode, places []orb.Point) ([][]planner.Leg, error) {
	legs := make([][]planner.Leg, len(places))
	for i := range legs {
		legs[i] = make([]planner.Leg, len(places))
	}
	for from := 0; from < len(places); from += side {
		for to := 0; to < len(places); to += side {
			if err := s.block(m, places, legs, from, to); err != nil {
				return nil, err
			}
		}
	}
	return legs, nil
}

// block asks for the legs from some places to some.
func (s *Server) block(m planner.Mode, places []orb.Point, legs [][]planner.Leg, from, to int) error {
	sources, targets := places[from:min(from+side, len(places))], places[to:min(to+side, len(places))]
	index := func(first, n int) string {
		words := make([]string, n)
		for i := range words {
			words[i] = fmt.Sprint(first + i)
		}
		return strings.Join(words, ";")
	}
	var table struct {
		Durations [][]*float64 `json:"durations"` // seconds; null: no way
		Distances [][]*float64 `json:"distances"` // metres
	}
	query := url.Values{
		"annotations": {"duration,distance"},
		"sources":     {index(0, len(sources))}, "destinations": {index(len(sources), len(targets))},
	}
	if err := s.ask(&table, "table", m, append(sources[:len(sources):len(sources)], targets...), query); err != nil {
		return err
	}
	if !whole(table.Durations, len(sources), len(targets)) || !whole(table.Distances, len(sources), len(targets)) {
		return fault.New(fault.Unavailable, "%s: its table lacks rows or columns, or distances: it must be OSRM 5.22 or later", s.base)
	}
	for i := range sources {
		for j := range targets {
			seconds, metres := table.Durations[i][j], table.Distances[i][j]
			switch {
			case sources[i] == targets[j]:
			case seconds == nil || metres == nil || !(*seconds >= 0) || !(*metres >= 0):
				return fault.New(fault.Unprocessable, "%s knows no way from %s to %s", s.base, degrees(sources[i]), degrees(targets[j]))
			default:
				legs[from+i][to+j] = planner.Leg{Time: time.Duration(math.Ceil(*seconds/60)) * time.Minute, Metres: *metres}
			}
		}
	}
	return nil
}

// whole reports whether a table has so many rows and columns.
func whole(table [][]*float64, rows, columns int) bool {
	if len(table) != rows {
		return false
	}
	for _, row := range table {
		if len(row) != columns {
			return false
		}
	}
	return true
}

// Reach asks how far the nearest street is.
func (s *Server) Reach(m planner.Mode, place orb.Point) (string, error) {
	var found struct {
		Waypoints []struct {
			Distance float64 `json:"distance"` // metres
		} `json:"waypoints"`
	}
	if err := s.ask(&found, "nearest", m, []orb.Point{place}, nil); err != nil {
		return "", err
	}
	if len(found.Waypoints) == 0 {
		return "", planner.UnreachableError{Why: s.base + " knows no street near it"}
	}
	if d := found.Waypoints[0].Distance; d > farthest {
		return "", planner.UnreachableError{Why: fmt.Sprintf("the nearest street is %.0f m away, and %d m is the most", d, farthest)}
	}
	return "", nil
}

// Path asks for the line of the quickest way.
func (s *Server) Path(m planner.Mode, from, to orb.Point) (orb.LineString, error) {
	if from == to {
		return orb.LineString{from, to}, nil
	}
	var answer struct {
		Routes []struct {
			Geometry struct {
				Coordinates orb.LineString `json:"coordinates"`
			} `json:"geometry"`
		} `json:"routes"`
	}
	if err := s.ask(&answer, "route", m, []orb.Point{from, to}, url.Values{"overview": {"full"}, "geometries": {"geojson"}}); err != nil {
		return nil, err
	}
	if len(answer.Routes) == 0 || len(answer.Routes[0].Geometry.Coordinates) < 2 {
		return nil, fault.New(fault.Unprocessable, "%s knows no way from %s to %s", s.base, degrees(from), degrees(to))
	}
	return answer.Routes[0].Geometry.Coordinates, nil
}

func degrees(p orb.Point) string { return fmt.Sprintf("%.6f,%.6f", p.Lon(), p.Lat()) }

// ask asks a service about places.
func (s *Server) ask(answer any, service string, m planner.Mode, places []orb.Point, query url.Values) error {
	mode := map[planner.Mode]string{planner.Foot: "foot", planner.Cycle: "bike", planner.Vehicle: "car"}[m]
	words := make([]string, len(places))
	for i, p := range places {
		words[i] = degrees(p)
	}
	address := fmt.Sprintf("%s/%s/v1/%s/%s", strings.ReplaceAll(s.base, "{mode}", mode), service, mode, strings.Join(words, ";"))
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(s.ctx, http.MethodGet, address, nil)
	if err != nil {
		return fault.New(fault.Invalid, "no URL of a routing server %q: %w", s.base, err)
	}
	response, err := s.http.Do(request)
	if err != nil {
		if s.ctx.Err() != nil {
			return context.Cause(s.ctx)
		}
		return fault.New(fault.Unavailable, "%s does not answer: %w", s.base, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, most))
	if err != nil {
		return fault.New(fault.Unavailable, "%s breaks off: %w", s.base, err)
	}
	var status struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	switch err := json.Unmarshal(body, &status); {
	case err != nil || status.Code == "":
		return fault.New(fault.Unavailable, "%s is no OSRM server: it answers %s with %s", s.base, service, response.Status)
	case status.Code != "Ok":
		return fault.New(fault.Unprocessable, "%s says %s: %.200q", s.base, status.Code, status.Message)
	}
	if err := json.Unmarshal(body, answer); err != nil {
		return fault.New(fault.Unavailable, "%s: its answer cannot be read: %w", s.base, err)
	}
	return nil
}
