package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"

	"github.com/paulmach/orb/geojson"

	"beatplan/internal/fault"
)

// areEstablishments reports whether a file begins as those do in which the Food
// Standards Agency gives its ratings.
func areEstablishments(r *bufio.Reader) bool {
	head, _ := r.Peek(2048) // as much as there is
	return bytes.Contains(head, []byte("FHRSEstablishment")) || bytes.Contains(head, []byte(`"establishments"`))
}

// readEstablishments reads the Food Standards Agency's ratings of hygiene, XML or JSON:
// a feature for each establishment, whose properties are its members, and those within
// these, but for what tells of the authority that rates it. The positions are among them.
func readEstablishments(r *bufio.Reader) (features, error) {
	var all []feature
	var err error
	if firstOf(r) == '<' {
		all, err = establishmentsXML(bounded(r, maxAreas))
	} else {
		all, err = establishmentsJSON(r)
	}
	if err == nil && len(all) == 0 {
		err = errors.New("it has no establishment")
	}
	if err != nil {
		return features{}, fmt.Errorf("not the Food Standards Agency's ratings: %w", err)
	}
	for _, f := range all {
		maps.DeleteFunc(f.properties, func(name string, _ any) bool { return strings.HasPrefix(strings.ToLower(name), "localauthority") })
	}
	return features{all: all}, nil
}

func establishmentsXML(r io.Reader) ([]feature, error) {
	text := xml.NewDecoder(r)
	text.CharsetReader = inCharset
	tokens := &guarded{Decoder: text}
	var all []feature
	var open []string // the elements that have begun
	var value strings.Builder
	for {
		token, err := tokens.Token()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if _, is := errors.AsType[tooLong](err); is {
			return nil, err
		}
		if err != nil {
			return nil, fmt.Errorf("it is cut short or damaged: %s", brief(err.Error()))
		}
		switch token := token.(type) {
		case xml.StartElement:
			open = append(open, token.Name.Local)
			value.Reset()
			if token.Name.Local == "EstablishmentDetail" {
				line, _ := text.InputPos()
				all = append(all, feature{at: line, properties: geojson.Properties{}})
			}
		case xml.CharData:
			value.Write(token)
		case xml.EndElement:
			name := open[len(open)-1]
			open = open[:len(open)-1]
			if s := strings.TrimSpace(value.String()); s != "" && len(all) > 0 {
				all[len(all)-1].properties[name] = s
			}
			value.Reset()
		}
	}
}

func establishmentsJSON(r io.Reader) ([]feature, error) {
	body, err := whole(r, maxDocument)
	if err != nil {
		return nil, err
	}
	// The downloads have one form, the older of them with one more layer, and the API another.
	var document struct {
		FHRSEstablishment struct{ EstablishmentCollection json.RawMessage }
		Establishments    []map[string]any `json:"establishments"`
	}
	if err := json.Unmarshal(body, &document); err != nil {
		return nil, errors.New(brief(fault.JSON(body, err).Error()))
	}
	list := document.Establishments
	if raw := document.FHRSEstablishment.EstablishmentCollection; list == nil && raw != nil {
		var layer struct{ EstablishmentDetail []map[string]any }
		if err := json.Unmarshal(raw, &list); err != nil {
			if err := json.Unmarshal(raw, &layer); err != nil {
				return nil, errors.New("EstablishmentCollection is no list")
			}
			list = layer.EstablishmentDetail
		}
	}
	all := make([]feature, len(list))
	for i, members := range list {
		all[i] = feature{at: i + 1, properties: geojson.Properties{}}
		flatten(members, all[i].properties)
	}
	return all, nil
}

// flatten gives properties the members of an object, and those of objects within it.
func flatten(members map[string]any, into geojson.Properties) {
	for name, value := range members {
		switch value := value.(type) {
		case map[string]any:
			flatten(value, into)
		case string, float64:
			into[name] = value
		}
	}
}
