package handset

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"beatplan/report/sheet"
)

type gpx struct {
	XMLName  xml.Name   `xml:"http://www.topografix.com/GPX/1/1 gpx"`
	Version  string     `xml:"version,attr"`
	Creator  string     `xml:"creator,attr"`
	Metadata metadata   `xml:"metadata"`
	Routes   []gpxRoute `xml:"rte"`
	Tracks   []gpxTrack `xml:"trk"`
}

type metadata struct {
	Name string `xml:"name"`
	Desc string `xml:"desc"` // what people decided on the plan
	Time string `xml:"time"`
}

type gpxRoute struct {
	Name   string     `xml:"name"`
	Number int        `xml:"number"`
	Points []gpxPoint `xml:"rtept"`
}

type gpxTrack struct {
	Name   string     `xml:"name"`
	Number int        `xml:"number"`
	Points []gpxPoint `xml:"trkseg>trkpt"`
}

// A gpxPoint is a stop of a route, or a bend of a track.
type gpxPoint struct {
	Lat  string `xml:"lat,attr"`
	Lon  string `xml:"lon,attr"`
	Time string `xml:"time,omitempty"`
	Name string `xml:"name,omitempty"`
	Desc string `xml:"desc,omitempty"`
	Type string `xml:"type,omitempty"`
}

func pointAt(p orb.Point) gpxPoint {
	degrees := func(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) }
	return gpxPoint{Lat: degrees(p.Lat()), Lon: degrees(p.Lon())}
}

// GPX writes for each unit a route, with its stops and when it arrives at each, and a
// track, the way between them. Breaks have no place of their own and are left out.
func GPX(p sheet.Plan) ([]byte, error) {
	doc := gpx{Version: "1.1", Creator: "Beatplan", Metadata: metadata{p.ID, p.Decision.Words(), utc(p.Start)}}
	for i, u := range p.Units {
		route := gpxRoute{Name: u.Call(), Number: i + 1}
		for _, s := range u.Stops {
			if s.ID == "" {
				continue
			}
			point := pointAt(s.At)
			point.Time, point.Name, point.Desc, point.Type = utc(s.Arrive), title(s), strings.Join(says(s), "; "), s.Kind
			route.Points = append(route.Points, point)
		}
		doc.Routes = append(doc.Routes, route)
		if len(u.Path) < 2 {
			continue
		}
		track := gpxTrack{Name: u.Call(), Number: i + 1}
		for _, at := range u.Path {
			track.Points = append(track.Points, pointAt(at))
		}
		doc.Tracks = append(doc.Tracks, track)
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	encoder := xml.NewEncoder(&out)
	encoder.Indent("", " ")
	if err := encoder.Encode(doc); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

func utc(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
