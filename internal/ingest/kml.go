package ingest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"golang.org/x/text/encoding/charmap"
)

// maxDepth is how deep elements of KML may lie in one another. Folders and
// geometries of geometries take some ten.
const maxDepth = 100

// A placemark is what is read of KML's (OGC 12-007r2, 10.1): descriptions, styles,
// times and heights are not.
type placemark struct {
	ID   string `xml:"id,attr"`
	Name string `xml:"name"`
	Data []struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value"`
	} `xml:"ExtendedData>Data"`
	Simple []struct {
		Name  string `xml:"name,attr"`
		Value string `xml:",chardata"`
	} `xml:"ExtendedData>SchemaData>SimpleData"`
	shapes
}

type coordinated struct {
	Coordinates string `xml:"coordinates"`
}

// shapes are the geometries of a placemark.
type shapes struct {
	Points   []coordinated `xml:"Point"`
	Polygons []struct {
		Outer string   `xml:"outerBoundaryIs>LinearRing>coordinates"`
		Inner []string `xml:"innerBoundaryIs>LinearRing>coordinates"`
	} `xml:"Polygon"`
	Lines []coordinated `xml:"LineString"`
	Rings []coordinated `xml:"LinearRing"`
	Multi []shapes      `xml:"MultiGeometry"`
}

// readKML returns the placemarks of a KML file, wherever in its folders they are.
// One whose geometry cannot be read is there, broken.
func readKML(r io.Reader) ([]feature, error) {
	text := xml.NewDecoder(r)
	text.CharsetReader = inCharset
	tokens := xml.NewTokenDecoder(&guarded{Decoder: text})
	var all []feature
	root := ""
	for {
		token, err := tokens.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		start, begins := token.(xml.StartElement)
		switch {
		case err != nil:
			return nil, notKML(err)
		case !begins:
		case root == "":
			if root = start.Name.Local; root != "kml" {
				return nil, fmt.Errorf("not KML: its root is <%s>", brief(root))
			}
		case start.Name.Local == "Placemark":
			line, _ := text.InputPos()
			var p placemark
			if err := tokens.DecodeElement(&p, &start); err != nil {
				return nil, notKML(err)
			}
			all = append(all, p.feature(line))
		}
	}
	if len(all) == 0 {
		return nil, errors.New("the KML file has no placemark; a KMZ, or what it links to, must be saved as KML")
	}
	return all, nil
}

func notKML(err error) error {
	if _, is := errors.AsType[tooLong](err); is {
		return err
	}
	return fmt.Errorf("not KML, or cut short or damaged: %s", brief(err.Error()))
}

// guarded tokens are those of a file that does no harm.
type guarded struct {
	*xml.Decoder
	depth int
}

// Token returns the next one.
func (g *guarded) Token() (xml.Token, error) {
	token, err := g.Decoder.Token()
	switch token.(type) {
	case xml.Directive: // which could declare entities
		return nil, errors.New("it has a document type (<!DOCTYPE …>), which KML has not")
	case xml.StartElement:
		if g.depth++; g.depth > maxDepth {
			line, _ := g.InputPos()
			return nil, fmt.Errorf("line %d: elements lie more than %d deep in one another", line, maxDepth)
		}
	case xml.EndElement:
		g.depth--
	}
	return token, err
}

// inCharset returns a text of one of the encodings that KML comes in. UTF-16 is
// decoded before.
func inCharset(charset string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(charset) {
	case "utf-8", "utf8", "us-ascii", "utf-16", "utf-16le", "utf-16be":
		return r, nil
	case "iso-8859-1", "latin1", "windows-1252", "cp1252":
		return charmap.Windows1252.NewDecoder().Reader(r), nil
	}
	return nil, fmt.Errorf("encoding %s: save it as UTF-8", brief(charset))
}

func (p placemark) feature(line int) feature {
	f := feature{at: line, properties: geojson.Properties{}}
	for _, d := range p.Data {
		f.properties[d.Name] = d.Value
	}
	for _, d := range p.Simple {
		f.properties[d.Name] = d.Value
	}
	f.id = p.ID
	if p.Name != "" {
		unlessKnown(f.properties, "name", p.Name)
	}
	f.geometry, f.broken = p.geometry()
	return f
}

// geometry returns the polygons, or where there are none the lines, or where there
// are none of these the points: exports set a point for the label beside a polygon.
func (s shapes) geometry() (orb.Geometry, error) {
	var polygons orb.MultiPolygon
	var lines orb.MultiLineString
	var points orb.MultiPoint
	for _, s := range s.flat() {
		for _, l := range slices.Concat(s.Lines, s.Rings) {
			line, err := kmlCoordinates(l.Coordinates)
			if err != nil {
				return nil, err
			}
			lines = append(lines, line)
		}
		for _, p := range s.Polygons {
			var polygon orb.Polygon
			for _, text := range append([]string{p.Outer}, p.Inner...) {
				ring, err := kmlCoordinates(text)
				if err != nil {
					return nil, err
				}
				polygon = append(polygon, ring)
			}
			polygons = append(polygons, polygon)
		}
		for _, p := range s.Points {
			at, err := kmlCoordinates(p.Coordinates)
			if err != nil {
				return nil, err
			}
			points = append(points, at...)
		}
	}
	switch {
	case len(polygons) > 0:
		return polygons, nil
	case len(lines) > 0:
		return lines, nil
	case len(points) == 1:
		return points[0], nil
	case len(points) > 0:
		return points, nil
	}
	return nil, nil
}

// flat returns the shapes and those within them.
func (s shapes) flat() []shapes {
	all := []shapes{s}
	for _, m := range s.Multi {
		all = append(all, m.flat()...)
	}
	return all
}

// kmlCoordinates reads longitude,latitude and, which is dropped, height, any
// number of times with spaces between.
func kmlCoordinates(s string) ([]orb.Point, error) {
	var points []orb.Point
	for tuple := range strings.FieldsSeq(s) {
		parts := strings.Split(tuple, ",")
		if len(parts) < 2 || len(parts) > 3 {
			return nil, fmt.Errorf("no coordinates: %q; write longitude,latitude", brief(tuple))
		}
		var p orb.Point
		for i := range p {
			var err error
			if p[i], err = strconv.ParseFloat(parts[i], 64); err != nil || math.IsNaN(p[i]) || math.IsInf(p[i], 0) {
				return nil, fmt.Errorf("no coordinates: %q; write longitude,latitude", brief(tuple))
			}
		}
		points = append(points, p)
	}
	return points, nil
}
