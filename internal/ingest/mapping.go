package ingest

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
)

// A Mapping says which column of an export, or property of a feature, is what,
// and what its words mean. docs/mapping.md explains it to whoever writes one.
type Mapping struct {
	Name       string            `yaml:"name"`
	Kind       mappingKind       `yaml:"kind"`
	Source     string            `yaml:"source"`      // the system; a reference means one thing within it
	MonthFirst bool              `yaml:"month_first"` // 03/30/2025
	Columns    Columns           `yaml:"columns"`
	Types      map[string]string `yaml:"types"`      // the file's words → the catalogue's
	Places     map[string]string `yaml:"places"`     // the file's words → kinds of place
	Category   string            `yaml:"category"`   // of every site, where no column says it
	Categories map[string]string `yaml:"categories"` // the file's words → categories of sites
	Disposals  map[string]string `yaml:"disposals"`  // the file's words → hotspot.Disposals
	Suppressed map[string]int    `yaml:"suppressed"` // words for a count withheld → what it is less than; 0: not said
	Flags      map[string]Flag   `yaml:"flags"`
	Withdrawn  Flag              `yaml:"withdrawn"` // what says that a row is no offence after all, or a site no longer there
	Drop       []string          `yaml:"drop"`      // columns that look personal, and are not read
	Aliases    map[string]string `yaml:"aliases"`   // other names of columns → those under columns
	Nothing    []string          `yaml:"nothing"`   // further words for what is not known, in any case
	hash       string            // SHA-256 of the file
	dropIn     string            // where Drop comes from, if not from a file
}

// Columns names the columns of an export. What the kind needs must be there; the
// position may be given in one way, or not at all.
type Columns struct {
	Reference     names  `yaml:"reference"` // together tell a row from every other
	Incident      string `yaml:"incident"`
	Type          string `yaml:"type"`
	From          oneOr2 `yaml:"from"`
	To            oneOr2 `yaml:"to"`
	Easting       string `yaml:"easting"`
	Northing      string `yaml:"northing"`
	Longitude     string `yaml:"longitude"`
	Latitude      string `yaml:"latitude"`
	GridReference string `yaml:"grid_reference"`
	Precision     string `yaml:"precision"` // of the position, in metres
	Area          string `yaml:"area"`
	Place         string `yaml:"place"`
	Location      string `yaml:"location"`
	Outcome       string `yaml:"outcome"`
	Marking       string `yaml:"marking"`
	Opening       string `yaml:"opening"`
	Closing       string `yaml:"closing"`
	Disposal      string `yaml:"disposal"`
	Venue         string `yaml:"venue"`
	Count         string `yaml:"count"`
	Name          string `yaml:"name"`
	Category      string `yaml:"category"`
	Hours         weekly `yaml:"hours"`    // of opening
	Terminal      weekly `yaml:"terminal"` // hours
	Capacity      string `yaml:"capacity"`
	Address       names  `yaml:"address"` // its parts, in order
}

// names are the columns that make up one value.
type names []string

// UnmarshalYAML reads one name, or a list.
func (n *names) UnmarshalYAML(node *yaml.Node) error {
	var list []string
	if node.Kind == yaml.ScalarNode {
		list = []string{node.Value}
	} else if err := node.Decode(&list); err != nil {
		return err
	}
	*n = slices.DeleteFunc(list, func(s string) bool { return s == "" })
	return nil
}

// A oneOr2 is the column of a date and, where it has one of its own, that of the
// time of day.
type oneOr2 []string

// UnmarshalYAML reads one name, or a list of two.
func (c *oneOr2) UnmarshalYAML(node *yaml.Node) error {
	var names []string
	if node.Kind == yaml.ScalarNode {
		names = []string{node.Value}
	} else if err := node.Decode(&names); err != nil {
		return err
	}
	if len(names) < 1 || len(names) > 2 {
		return fmt.Errorf("line %d: name one column, or a list of two: date and time", node.Line)
	}
	*c = names
	return nil
}

// A weekly is what a column says of days of the week: one column of all, or one
// for each of some, by their names as geo.ParseDays reads them.
type weekly map[string]string

// UnmarshalYAML reads one name, or names by days.
func (w *weekly) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*w = weekly{"": node.Value}
		return nil
	}
	var names map[string]string
	if err := node.Decode(&names); err != nil {
		return err
	}
	said := map[time.Weekday]bool{}
	for _, days := range slices.Sorted(maps.Keys(names)) {
		on, err := geo.ParseDays(days)
		if err != nil {
			return fmt.Errorf("line %d: %w", node.Line, err)
		}
		for _, day := range on {
			if said[day] {
				return fmt.Errorf("line %d: two columns speak of %s", node.Line, day)
			}
			said[day] = true
		}
	}
	*w = names
	return nil
}

// A Flag says how a column raises a flag: by holding one of some words.
type Flag struct {
	Column string   `yaml:"column"`
	Is     []string `yaml:"is"` // in any case; none: anything but an empty field, 0, N, No and False
}

// raised reports whether a field raises the flag.
func (f Flag) raised(field string) bool {
	same := func(word string) bool { return strings.EqualFold(word, field) }
	if len(f.Is) > 0 {
		return slices.ContainsFunc(f.Is, same)
	}
	return !slices.ContainsFunc([]string{"", "0", "n", "no", "false"}, same)
}

// maxMapping is the longest mapping file that is read, in bytes.
const maxMapping = 1 << 20

//go:embed mappings/*.yaml
var known embed.FS

// KnownMappings returns the names of the mappings that come with the program:
//
//	fhrs  sites: food premises of the Food Standards Agency, by business type
//	naptan  sites: stops of public transport and taxi ranks, by type of stop
//	rail  sites: railway stations by their three-letter code
//	stop-search  searches: the stop-and-search file of data.police.uk
func KnownMappings() []string { return []string{"fhrs", "naptan", "rail", "stop-search"} }

// KnownMapping returns one of these. Another name is a fault.Invalid.
func KnownMapping(name string) (Mapping, error) {
	if !slices.Contains(KnownMappings(), name) {
		return Mapping{}, fault.New(fault.Invalid, "no mapping %q; there are %s", name, strings.Join(KnownMappings(), ", "))
	}
	f, err := known.Open("mappings/" + name + ".yaml")
	if err != nil {
		return Mapping{}, err
	}
	defer f.Close()
	return parseMapping(f)
}

// FindMapping returns the mapping of a name, or reads the file at a path.
func FindMapping(nameOrPath string) (Mapping, error) {
	if slices.Contains(KnownMappings(), nameOrPath) {
		return KnownMapping(nameOrPath)
	}
	if _, err := os.Stat(nameOrPath); errors.Is(err, fs.ErrNotExist) {
		return Mapping{}, fault.New(fault.Invalid, "no mapping %q, nor a file of that name; there are %s", nameOrPath, strings.Join(KnownMappings(), ", "))
	}
	return ReadMapping(nameOrPath)
}

// ReadMapping reads a mapping file. What is wrong with it is a fault.Invalid.
func ReadMapping(path string) (Mapping, error) {
	text, err := MappingText(path)
	if err != nil {
		return Mapping{}, err
	}
	return ParseMapping(path, text)
}

// MappingText returns the text of a mapping file.
func MappingText(path string) (string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fault.New(fault.Invalid, "no mapping %q, nor a file of that name; there are %s", path, strings.Join(KnownMappings(), ", "))
	}
	if err != nil {
		return "", fault.New(fault.Invalid, "mapping: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(bounded(f, maxMapping))
	if _, is := errors.AsType[tooLong](err); is {
		return "", fault.New(fault.Invalid, "mapping %s: it is longer than %d MiB: this is no mapping", path, maxMapping>>20)
	}
	if err != nil {
		return "", fault.New(fault.Invalid, "mapping %s: %w", path, err)
	}
	if strings.TrimSpace(string(text)) == "" {
		return "", fault.New(fault.Invalid, "mapping %s: the file is empty", path)
	}
	return string(text), nil
}

// ParseMapping reads the text of a mapping file of a name.
func ParseMapping(name, text string) (Mapping, error) {
	m, err := parseMapping(strings.NewReader(text))
	sum := sha256.Sum256([]byte(text))
	m.hash = hex.EncodeToString(sum[:])
	if err != nil {
		return m, fault.New(fault.Invalid, "mapping %s: %s", name, brief(err.Error()))
	}
	return m, nil
}

func parseMapping(r io.Reader) (Mapping, error) {
	var m Mapping
	d := yaml.NewDecoder(r)
	d.KnownFields(true)
	if err := d.Decode(&m); errors.Is(err, io.EOF) {
		return m, errors.New("the file is empty")
	} else if err != nil {
		return m, inWords(err)
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return m, errors.New("something follows its end (---): one file holds one mapping")
	}
	return m, m.validate()
}

func (m Mapping) validate() error {
	if len(m.Withdrawn.Is) > 0 && m.Withdrawn.Column == "" {
		return errors.New("withdrawn: names no column")
	}
	c := m.Columns
	if err := m.validateKind(); err != nil {
		return err
	}
	positions := [][2]string{{c.Easting, c.Northing}, {c.Longitude, c.Latitude}, {c.GridReference, c.GridReference}}
	ways := 0
	for _, p := range positions {
		if (p[0] == "") != (p[1] == "") {
			return errors.New("columns: easting and northing, and longitude and latitude, go together")
		}
		if p[0] != "" {
			ways++
		}
	}
	switch {
	case m.Name == "":
		return errors.New("no name: say what export this is for")
	case len(c.From) == 0 && m.kind() != ofSites:
		return errors.New("columns: no from: the date, or the first of two")
	case ways > 1:
		return errors.New("columns: give the position one way: easting and northing, longitude and latitude, or grid_reference")
	}
	for _, name := range slices.Sorted(maps.Keys(m.Flags)) {
		if !slices.Contains(crime.Flags(), name) {
			return fmt.Errorf("flags: no flag %q; there are %s", name, strings.Join(crime.Flags(), ", "))
		}
		if m.Flags[name].Column == "" {
			return fmt.Errorf("flags: %s names no column", name)
		}
	}
	if err := m.validateReadings(); err != nil {
		return err
	}
	for _, column := range m.Drop {
		if slices.Contains(m.columns(), normal(column)) {
			return fmt.Errorf("drop: column %s is read as well", column)
		}
	}
	return nil
}

// nothing returns the mapping's own words for what is not known.
func (m Mapping) nothing() nothing {
	words := make(nothing, len(m.Nothing))
	for i, word := range m.Nothing {
		words[i] = strings.ToLower(strings.TrimSpace(word))
	}
	return words
}

// renamed returns the name under which the mapping has a column.
func (m Mapping) renamed(column string) string {
	for alias, name := range m.Aliases {
		if normal(alias) == normal(column) {
			return name
		}
	}
	return column
}

// names returns every column that is read, as the mapping writes it.
func (m Mapping) names() []string {
	c := m.Columns
	names := slices.Concat([]string{
		c.Incident, c.Type, c.Easting, c.Northing, c.Longitude, c.Latitude, c.GridReference,
		c.Precision, c.Area, c.Place, c.Location, c.Outcome, c.Marking,
		c.Opening, c.Closing, c.Disposal, c.Venue, c.Count, c.Name, c.Category, c.Capacity,
	}, []string(c.Reference), []string(c.From), []string(c.To), slices.Collect(maps.Values(c.Hours)), slices.Collect(maps.Values(c.Terminal)), []string(c.Address))
	names = append(names, m.Withdrawn.Column)
	for _, f := range m.Flags {
		names = append(names, f.Column)
	}
	return slices.DeleteFunc(names, func(s string) bool { return s == "" })
}

// columns returns every column that is read, in normal form, sorted.
func (m Mapping) columns() []string {
	columns := m.names()
	for i, name := range columns {
		columns[i] = normal(name)
	}
	slices.Sort(columns)
	return slices.Compact(columns)
}

// needed returns the columns that a file must have: every one that is read but for
// those of an address, which older files lack.
func (m Mapping) needed() []string {
	m.Columns.Address = nil
	return m.columns()
}

// personal returns the columns of a header that look as if they told of people
// and are not dropped.
func (m Mapping) personal(header []string) []string {
	looks := looksPersonal
	if m.kind() == ofSites {
		looks = m.looksPersonalOfSite
	}
	var found []string
	for _, column := range header {
		if !isOneOf(m.Drop, column) && looks(column) {
			found = append(found, column)
		}
	}
	return found
}

// isOneOf reports whether a column is one of some, whatever their case and
// punctuation.
func isOneOf(columns []string, name string) bool {
	return slices.ContainsFunc(columns, func(c string) bool { return normal(c) == normal(name) })
}
