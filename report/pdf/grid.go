package pdf

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"beatplan/report"
)

// The columns of places by hours, in millimetres.
const (
	hourRoom  = 8.2
	hoursRoom = 66.0 // that all hours have together, at most
	tickHigh  = 5.0
	tagHigh   = 4.4
)

// A gridRow is one place with its visits, or a time that is held.
type gridRow struct {
	report.Stop
	time   string  // of a post, a break or a visit with others: "21:15–22:00"
	visits [][]int // minutes of each, by column
}

// A grid is rounds as places by hours: a place that is visited four times is there once.
type grid struct {
	hours []int
	tags  [][]string // of each hour
	rows  []gridRow
	boxes []string
}

// gridOf lays rounds out by place. Inside an hour the order is free in any case.
func gridOf(r report.Rounds) grid {
	g := grid{boxes: r.Boxes}
	if len(r.Bands) == 0 {
		return g
	}
	first, last := r.Bands[0].Hour, r.Bands[len(r.Bands)-1].Hour
	for n := range (last-first+24)%24 + 1 {
		g.hours = append(g.hours, (first+n)%24)
	}
	g.tags = make([][]string, len(g.hours))
	for _, b := range r.Bands {
		column := (b.Hour - first + 24) % 24
		for _, tag := range b.Tags {
			if !slices.Contains(g.tags[column], tag) {
				g.tags[column] = append(g.tags[column], tag)
			}
		}
		for _, s := range b.Stops {
			i, exact := -1, len(b.Time) > 1
			if !exact {
				i = slices.IndexFunc(g.rows, func(r gridRow) bool { return r.time == "" && r.sameAs(s) })
			}
			switch {
			case i < 0:
				if said := slices.IndexFunc(g.rows, func(r gridRow) bool { return r.told() && r.sameAs(s) }); said >= 0 && !exact && s.Do.String() == "" {
					s.Do = g.rows[said].Do // the row is read alone
				}
				i = len(g.rows)
				g.rows = append(g.rows, gridRow{Stop: s, visits: make([][]int, len(g.hours))})
			case !g.rows[i].told() && s.Do.String() != "": // "as before" says less than "as at 2" did
				r := &g.rows[i]
				r.Where, r.Do, r.Manner = cmp.Or(s.Where, r.Where), s.Do, cmp.Or(s.Manner, r.Manner)
			}
			if exact {
				g.rows[i].time = b.Time[0] + "–" + b.Time[1]
			}
			g.rows[i].visits[column] = append(g.rows[i].visits[column], s.Minutes)
		}
	}
	return g
}

// told reports whether a row says what to do.
func (r gridRow) told() bool { return r.Do.String() != "" }

// sameAs reports whether a visit is at a row's place and, where both say it, the same is done
// there in the same manner.
func (r gridRow) sameAs(s report.Stop) bool {
	alike := func(x, y string) bool { return x == "" || y == "" || x == y }
	return r.Sign == s.Sign && alike(r.Do.String(), s.Do.String()) && alike(r.Manner, s.Manner)
}

func (w *writer) hourRoom(g grid) float64 { return min(hourRoom, hoursRoom/float64(len(g.hours))) }

// gridText is how wide the words on a place are.
func (w *writer) gridText(g grid) float64 {
	return w.content() - signRoom - w.hourRoom(g)*float64(len(g.hours)) - boxRoom*float64(len(g.boxes)) - 2
}

// grid draws rounds by place and returns where they end. Fit says where the next row, so
// high, may begin.
func (w *writer) grid(r report.Rounds, y float64, fit func(y, high float64) float64) float64 {
	g := gridOf(r)
	if len(g.rows) == 0 {
		return y
	}
	y = w.gridHead(g, fit(y, w.gridHead(g, 0, true)+w.gridHigh(g, g.rows[0])), w.measure)
	for _, row := range g.rows {
		high := w.gridHigh(g, row)
		if at := fit(y, high); at != y {
			y = w.gridHead(g, at, w.measure)
		}
		w.gridRow(g, row, y, high)
		y += high
	}
	w.rectangle(margin, y, w.content(), 0.5, report.Ink)
	return y + 0.5
}

func (w *writer) gridHead(g grid, y float64, measure bool) float64 {
	before := w.measure
	w.measure = measure
	defer func() { w.measure = before }()
	const note, hours = 3.4, 6.2 // how high the lines are
	most := 0
	for _, tags := range g.tags {
		most = max(most, len(tags))
	}
	left, hour := w.gridLeft(g), w.hourRoom(g)
	foot := y + note + tagHigh*float64(most) + hours
	w.put(margin+signRoom, foot-1.2, "Where, and what to do", 8, true, report.Ink)
	w.put(left, y+2.4, "Minutes there in each hour, in any order", 7.2, true, report.Ink)
	for i, h := range g.hours {
		text, middle := fmt.Sprintf("%02d", h), left+hour*(float64(i)+0.5)
		w.put(middle-w.width(text, 13, true)/2, foot-1.2, text, 13, true, report.Ink)
		for k, tag := range g.tags[i] {
			name := shortTag(tag)
			wide, top := w.width(name, 7.2, true)+1.6, y+note+tagHigh*float64(k)
			w.rectangle(middle-wide/2, top, wide, 3.8, report.Ink)
			w.put(middle-wide/2+0.8, top+2.8, name, 7.2, true, report.White)
		}
	}
	w.boxHeads(g.boxes, foot)
	return foot
}

// shortTag is a tag where there is little room: of s.34 from 21:30 its name, and when it begins
// where that is not the hour above which it stands.
func shortTag(tag string) string {
	name, from, _ := strings.Cut(tag, " from ")
	if _, minute, timed := strings.Cut(from, ":"); timed && minute != "00" {
		return name + " " + from
	}
	name, _, _ = strings.Cut(name, " ")
	return name
}

// gridLeft is where the hours begin.
func (w *writer) gridLeft(g grid) float64 { return margin + signRoom + w.gridText(g) + 2 }

func (w *writer) gridHigh(g grid, r gridRow) float64 {
	return max(w.gridWords(g, r, 0, true)+1.2, 8.2)
}

// ticksHigh is how high the visits to a place are.
func (r gridRow) ticksHigh() float64 {
	most := 0
	for _, visits := range r.visits {
		most = max(most, len(visits))
	}
	return 1.4 + tickHigh*float64(most)
}

// gridWords writes the name of a place beside its visits, and what to do there below them.
func (w *writer) gridWords(g grid, r gridRow, y float64, measure bool) float64 {
	before := w.measure
	w.measure = measure
	defer func() { w.measure = before }()
	x, room := margin+signRoom, w.gridText(g)
	name := report.Bold(strings.TrimSpace(r.time + " " + r.Name))
	below := y + r.ticksHigh()
	lines := w.wrap(name, room, nameSize)
	y += 0.8
	for i, l := range lines {
		w.line(l, x, y+rise(nameSize)+0.9, nameSize, report.Ink)
		if beside := l.width + 1.8; i == len(lines)-1 && r.Where != "" && beside+w.width(r.Where, doSize, false) <= room {
			w.put(x+beside, y+rise(nameSize)+0.9, r.Where, doSize, false, report.Ink)
			r.Where = ""
		}
		y += leading(nameSize)
	}
	if r.Where != "" && len(r.Do) > 0 {
		r.Where += "."
	}
	var words report.Text
	for _, part := range []report.Text{report.Plain(r.Where), r.Do} {
		if words = words.And(part); part.String() != "" {
			words = words.And(report.Plain(" "))
		}
	}
	if strings.TrimSpace(words.String()) == "" { // it is as at another place
		return max(y, below)
	}
	words = report.Bold(r.Manner + " ").And(words)
	wide := room + w.hourRoom(g)*float64(len(g.hours))
	end := func(y, room float64) float64 { return y + float64(len(w.wrap(words, room, doSize)))*leading(doSize) }
	if end(max(y, below), wide) < end(y, room) {
		y, room = max(y, below), wide
	}
	return max(w.lines(words, x, y, room, doSize, report.Ink), below)
}

func (w *writer) gridRow(g grid, r gridRow, y, high float64) {
	left, hour := w.gridLeft(g), w.hourRoom(g)
	boxes := left + hour*float64(len(g.hours))
	if r.Shaded {
		w.rectangle(margin, y, boxes-margin, high, report.Wash)
	}
	w.rectangle(margin, y, w.content(), 0.25, report.Ink)
	w.sign(r.Stop, margin+4, y+4.4)
	w.gridWords(g, r, y, w.measure)
	for i, visits := range r.visits {
		x, line := left+hour*float64(i), 0.15
		if g.hours[i] == 0 { // midnight
			line = 0.5
		}
		w.rectangle(x, y, line, r.ticksHigh()-0.9, report.Mute)
		for k, minutes := range visits {
			w.tick(r.Stop, minutes, x, y+1.1+tickHigh*float64(k), hour)
		}
	}
	w.boxes(report.Rounds{Boxes: g.boxes}, r.Stop, boxes, y, high)
}

// tick draws the minutes of a visit in a box to tick; those of a break, without.
func (w *writer) tick(s report.Stop, minutes int, x, y, room float64) {
	text := fmt.Sprint(minutes)
	if !s.NoBoxes {
		w.rectangle(x+0.8, y, room-1.6, tickHigh-0.6, report.White)
		w.frame(x+0.8, y, room-1.6, tickHigh-0.6, 0.35, report.Ink)
	}
	w.put(x+(room-w.width(text, 11, true))/2, y+3.6, text, 11, true, report.Ink)
}
