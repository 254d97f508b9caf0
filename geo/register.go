package geo

import (
	"regexp"
	"time"
)

// RegisterName returns how a register of sites is written: its title and the month
// that the name of its file gives, as in "Food premises, November 2020" of source
// fhrs from fhrs_essex_2020-11.csv. A file whose name has no date is of "date
// unknown". A source without a title is written as it is.
func RegisterName(source, file string) string {
	title := map[string]string{
		"fhrs": "Food premises", "osm": "OpenStreetMap", "naptan": "Public transport stops", "": "A register",
	}[source]
	if title == "" {
		title = source
	}
	if found := dated.FindStringSubmatch(file); found != nil {
		if month, err := time.Parse("2006-01", found[1]+"-"+found[2]); err == nil {
			return title + ", " + month.Format("January 2006")
		}
	}
	return title + ", date unknown"
}

// dated finds a year and a month, 2020-11 or 202011, in a file's name.
var dated = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)[0-9]{2})[-_]?(0[1-9]|1[0-2])(?:[^0-9]|[-_]?(?:0[1-9]|[12][0-9]|3[01])(?:[^0-9]|$)|$)`)
