package demoshire

import (
	"fmt"
	"strconv"
)

// A licence is what the register says of sites of a category.
type licence struct {
	kind     string   // in the register's words
	opens    string   // hour; it closes with the last licensed activity, but for hotels, which never do
	until    []chance // terminal hour
	capacity [2]int   // least and most
}

// licences returns what is licensed, by category of sites.
func licences() map[string]licence {
	return map[string]licence{
		"pub":         {"Public house", "11:00", []chance{{"23:00", 0.45}, {"00:00", 0.35}, {"01:00", 0.15}, {"02:00", 0.05}}, [2]int{60, 260}},
		"nightclub":   {"Nightclub", "22:00", []chance{{"02:00", 0.2}, {"03:00", 0.5}, {"04:00", 0.3}}, [2]int{180, 1_100}},
		"takeaway":    {"Late night refreshment", "17:00", []chance{{"23:00", 0.4}, {"00:00", 0.3}, {"02:00", 0.2}, {"04:00", 0.1}}, [2]int{10, 40}},
		"restaurant":  {"Restaurant", "12:00", []chance{{"22:30", 0.4}, {"23:00", 0.4}, {"00:00", 0.2}}, [2]int{30, 140}},
		"hotel":       {"Hotel", "", []chance{{"23:00", 0.3}, {"00:00", 0.7}}, [2]int{40, 300}},
		"supermarket": {"Off sales", "07:00", []chance{{"22:00", 0.4}, {"23:00", 0.5}, {"00:00", 0.1}}, [2]int{}},
	}
}

// writeLicences writes the register of licensed premises.
func (c County) writeLicences(add rower) error {
	if err := add("Licence Number", "Premises", "Licence Type", "Longitude", "Latitude", "Easting", "Northing", "Opening Hours", "Terminal Hour", "Capacity"); err != nil {
		return err
	}
	licensed, rng := licences(), c.options.stream(6)
	for _, s := range c.Sites {
		l, is := licensed[s.Category]
		if !is {
			continue
		}
		capacity := "" // off sales have none
		if least, most := l.capacity[0], l.capacity[1]; most > 0 {
			capacity = strconv.Itoa((least + rng.IntN(most-least+1)) / 10 * 10)
		}
		until := pick(l.until, rng)
		hours := "24/7"
		if l.opens != "" {
			hours = "Mo-Su " + l.opens + "-" + until
		}
		row := append([]string{s.ID, s.Name, l.kind}, position(*s.At)...)
		if err := add(append(row, hours, until, capacity)...); err != nil {
			return fmt.Errorf("licence of %s: %w", s.Name, err)
		}
	}
	return nil
}

// writePlaces writes the sites that need no licence.
func (c County) writePlaces(add rower) error {
	if err := add("Reference", "Name", "Category", "Longitude", "Latitude"); err != nil {
		return err
	}
	licensed := licences()
	for _, s := range c.Sites {
		if _, is := licensed[s.Category]; is {
			continue
		}
		if err := add(append([]string{s.ID, s.Name, s.Category}, position(*s.At)[:2]...)...); err != nil {
			return fmt.Errorf("place %s: %w", s.Name, err)
		}
	}
	return nil
}
