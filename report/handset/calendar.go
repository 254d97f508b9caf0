package handset

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"beatplan/report/sheet"
)

// Calendar writes the stops and breaks of all units as events, in UTC. Each has its unit as
// its category, so that a program can show one unit's alone. Whatever was exported before
// from the same plan has the same UIDs. Events of an approved plan are confirmed, those of
// one that was withdrawn are cancelled, and all others are tentative.
func Calendar(p sheet.Plan) ([]byte, error) {
	var c calendar
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//Beatplan//Patrol plan//EN")
	c.line("CALSCALE", "GREGORIAN")
	c.line("METHOD", "PUBLISH")
	c.text("X-WR-CALNAME", fmt.Sprintf("%s %s: %s", p.District, p.ID, p.Decision.Words()))
	for _, u := range p.Units {
		breaks := 0
		for _, s := range u.Stops {
			id := s.ID
			if id == "" {
				breaks++
				id = fmt.Sprintf("%s-break-%d", u.ID, breaks)
			}
			c.event(p, u, s, id)
		}
	}
	c.line("END", "VCALENDAR")
	return []byte(c.String()), nil
}

func (c *calendar) event(p sheet.Plan, u sheet.Unit, s sheet.Stop, id string) {
	c.line("BEGIN", "VEVENT")
	c.text("UID", fmt.Sprintf("%s.%s@beatplan", p.ID, id))
	c.line("DTSTAMP", stamp(p.Start)) // of the shift: a plan knows no clock
	c.line("DTSTART", stamp(s.Arrive))
	c.line("DTEND", stamp(s.Depart))
	c.line("STATUS", status(p.Decision))
	c.text("CATEGORIES", u.Call())
	if s.ID == "" {
		c.text("SUMMARY", u.Call()+": break")
	} else {
		c.text("SUMMARY", u.Call()+": "+title(s))
		c.text("LOCATION", s.Name)
		c.line("GEO", fmt.Sprintf("%.6f;%.6f", s.At.Lat(), s.At.Lon()))
		c.text("DESCRIPTION", strings.Join(says(s), "\n"))
	}
	c.line("END", "VEVENT")
}

// status returns that of an event (RFC 5545, 3.8.1.11) of a plan on which people decided.
func status(d sheet.Decision) string {
	switch d.Status {
	case "approved":
		return "CONFIRMED"
	case "withdrawn":
		return "CANCELLED"
	}
	return "TENTATIVE"
}

func stamp(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// A calendar is written line by line, each ended by CRLF and folded at 75 bytes.
type calendar struct{ strings.Builder }

func (c *calendar) line(name, value string) {
	line := name + ":" + value
	for most := 75; len(line) > most; most = 74 {
		at := most
		for !utf8.RuneStart(line[at]) {
			at--
		}
		c.WriteString(line[:at] + "\r\n ")
		line = line[at:]
	}
	c.WriteString(line + "\r\n")
}

// text writes a value of type TEXT, without characters that have no place in one.
func (c *calendar) text(name, value string) {
	value = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f || r == utf8.RuneError {
			return ' '
		}
		return r
	}, value)
	c.line(name, strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(value))
}
