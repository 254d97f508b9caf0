package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"beatplan/internal/fault"
)

// SiteProperties says what of features makes them sites, where no mapping does.
// Properties that are not named are guessed; those of hours and capacity always
// are.
type SiteProperties struct {
	Source   string   // whose list it is; empty: the name of the file, up to its first dot
	ID       string   // property
	Name     string   // property
	Category string   // of all of them; empty: that of their property category
	Drop     []string // properties that look personal, and are not read
}

// Validate returns a fault.Invalid for a category that is not written as ours are.
func (p SiteProperties) Validate() error {
	if kebab(p.Category) != p.Category {
		return fault.New(fault.Invalid, "no category %q: write it in lower case with hyphens, like %s", p.Category, cmp.Or(kebab(p.Category), "taxi-rank"))
	}
	return nil
}

// mapping returns the mapping that the properties of a file make likely.
func (p SiteProperties) mapping(file string, header []string) (Mapping, error) {
	stem, _, _ := strings.Cut(file, ".")
	header = slices.DeleteFunc(slices.Clone(header), func(h string) bool { return isOneOf(p.Drop, h) })
	m := Mapping{
		Name: cmp.Or(p.Source, stem, "features"), Kind: ofSites, Category: p.Category,
		Drop: p.Drop, dropIn: "a mapping, or name them here (drop)",
	}
	guess := func(given string, names ...string) string {
		for _, name := range names {
			if given == "" {
				if i := slices.IndexFunc(header, func(h string) bool { return normal(h) == name }); i >= 0 {
					return header[i]
				}
			}
		}
		return given
	}
	c := &m.Columns
	c.Reference = oneOrMore(guess(p.ID, "id", "reference", "ref", "uprn", "site_id", "premises_id", "licence_number"))
	if m.Category == "" {
		if c.Category = guess("", "category"); c.Category == "" {
			return m, fmt.Errorf("nothing says what its sites are, among %s: name it (category), such as taxi-rank or cctv", brief(strings.Join(header, ", ")))
		}
	}
	c.Hours = week(guess("", "opening_hours", "hours", "opening_times"))
	c.Terminal = week(guess("", "terminal_hour", "terminal_hours", "terminal"))
	c.Capacity = guess("", "capacity")
	c.Address = oneOrMore(guess("", "address", "full_address", "postal_address"))
	if c.Name = guess(p.Name, "name", "title", "site_name", "premises_name", "premises"); c.Name != "" {
		return m, nil
	}
	var named []string
	for _, h := range header {
		if w := wordsOf(h); w.has("name") && !w.tellOfPeople() && !w.namePlaces() && !w.nameAuthorities() {
			named = append(named, h)
		}
	}
	if len(named) > 1 {
		return m, fmt.Errorf("cannot tell which property is the name of a site among %s: name it (name_property)", brief(strings.Join(named, ", ")))
	}
	c.Name = strings.Join(named, "")
	return m, nil
}

// oneOrMore returns a list of a column, if there is one.
func oneOrMore(column string) names {
	if column == "" {
		return nil
	}
	return names{column}
}

// week returns a column that speaks of all days, if there is one.
func week(column string) weekly {
	if column == "" {
		return nil
	}
	return weekly{"": column}
}
