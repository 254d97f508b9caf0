package ingest

import (
	"regexp"
	"slices"
	"strings"
)

// looksPersonal judges a column by the words in its name.
func looksPersonal(column string) bool {
	w := wordsOf(column)
	return w.has("postcode", "nominal", "caller", "defendant", "perpetrator", "injured", "pnc", "vrm", "vrn") || w.has("home") && w.has("address") ||
		w.tellOfPeople() || w.has("name", "names") && !w.namePlaces()
}

// looksPersonalOfSite does the same in a list of sites, which has names and
// postcodes of places, and people who answer for them.
func (m Mapping) looksPersonalOfSite(column string) bool {
	w := wordsOf(column)
	switch {
	case w.tellOfPeople():
		return true
	case w.has("licensee", "licensees", "holder", "holders", "applicant", "applicants", "supervisor", "supervisors", "dps",
		"owner", "owners", "proprietor", "proprietors", "keeper", "manager", "managers", "director", "directors",
		"tenant", "tenants", "occupier", "contact", "agent", "driver"):
		return true
	case w.has("first", "middle", "last", "family", "given", "full", "maiden") && w.has("name", "names"):
		return true
	case w.has("name", "names"):
		return normal(column) != normal(m.Columns.Name) && !w.namePlaces() && !w.nameAuthorities() &&
			!w.has("business", "common", "short", "landmark", "trading", "trade", "school", "hospital", "rank", "camera", "stop", "building", "asset", "layer")
	}
	return false
}

// words are those of a column's name, in lower case, without the years and the
// numbers at their ends. VictimName has those of it and of victim name, D.O.B. its
// letters and dob.
type words []string

var humps = regexp.MustCompile(`(\p{Ll})(\p{Lu})|(\p{Lu})(\p{Lu}\p{Ll})`)

func wordsOf(column string) words {
	all := strings.Split(normal(column), "_")
	initials := ""
	for _, w := range all {
		if len(w) == 1 {
			initials += w
		}
	}
	parted := humps.ReplaceAllString(column, "$1$3 $2$4")
	all = append(append(all, strings.Split(normal(parted), "_")...), initials)
	for i, w := range all {
		all[i] = strings.TrimRight(w, "0123456789")
	}
	return all
}

func (w words) has(of ...string) bool {
	return slices.ContainsFunc(w, func(word string) bool { return slices.Contains(of, word) })
}

// tellOfPeople reports whether a column tells of people, whatever it is in.
func (w words) tellOfPeople() bool {
	return w.has("victim", "victims", "suspect", "suspects", "offender", "offenders", "accused", "witness", "witnesses", "complainant", "complainants",
		"informant", "aggrieved", "victimname", "suspectname", "offendername", "dateofbirth", "fullname",
		"surname", "forename", "forenames", "firstname", "lastname", "dob", "born", "birth", "age",
		"ethnicity", "ethnic", "nationality", "religion", "gender", "sex",
		"phone", "telephone", "mobile", "email", "nino", "passport") || w.has("ni") && w.has("number", "no")
}

// namePlaces reports whether the names in a column are of places or things.
func (w words) namePlaces() bool {
	return w.has("location", "street", "road", "area", "district", "ward", "beat", "lsoa", "msoa", "station", "premises", "venue",
		"locality", "site", "town", "offence", "crime", "file", "place", "neighbourhood", "sector", "division", "force", "event", "operation")
}

// nameAuthorities reports whether the names in a column are of authorities, or of
// what they answer for.
func (w words) nameAuthorities() bool {
	return w.has("authority", "council", "ltla", "lad", "parish", "county", "region", "country", "company", "organisation", "trust")
}
