package pdf

import (
	"fmt"
	"strings"

	"beatplan/report"
)

// The columns of a unit's stops, in millimetres.
const (
	timeRoom   = 24.0
	signRoom   = 11.0
	minuteRoom = 15.0
	boxRoom    = 10.6
	nameSize   = 13.0
	doSize     = 10.0
	boxHead    = 6.4
)

// rounds draws a unit's stops and returns where they end. Fit says where the next
// stop, so high, may begin. A band that goes on to another sheet has its time there
// again.
func (w *writer) rounds(r report.Rounds, y float64, fit func(y, high float64) float64) float64 {
	if w.byPlace {
		return w.grid(r, y, fit)
	}
	head, first := w.roundsHead(r, 0, true), 0.0
	if len(r.Bands) > 0 {
		first = w.bandHeight(r, r.Bands[0], 1)
	}
	y = w.roundsHead(r, fit(y, head+first), w.measure)
	for _, b := range r.Bands {
		for len(b.Stops) > 0 {
			if at := fit(y, w.bandHeight(r, b, 1)); at != y {
				y = w.roundsHead(r, at, w.measure)
			}
			n := 1
			for n < len(b.Stops) && y+w.bandHeight(r, b, n+1) <= w.bottom {
				n++
			}
			high := w.bandHeight(r, b, n)
			w.band(r, report.Band{Time: b.Time, Tags: b.Tags, Stops: b.Stops[:n]}, y, high)
			y += high
			w.rectangle(margin, y, w.content(), 0.5, report.Ink)
			b.Stops, b.Tags = b.Stops[n:], nil
		}
	}
	return y + 0.5
}

func (w *writer) roundsHead(r report.Rounds, y float64, measure bool) float64 {
	before := w.measure
	w.measure = measure
	defer func() { w.measure = before }()
	const size, high = 8.0, 7.4
	w.put(margin, y+high-1.2, "Between", size, true, report.Ink)
	w.put(margin+timeRoom+signRoom, y+high-1.2, "Where, and what to do (any order inside a band)", size, true, report.Ink)
	w.boxHeads(r.Boxes, y+high)
	return y + high
}

// boxHeads writes what the boxes to log in are for, above a line.
func (w *writer) boxHeads(boxes []string, foot float64) {
	left := margin + w.content() - boxRoom*float64(len(boxes))
	for i, box := range boxes {
		size := boxHead
		for _, word := range strings.Fields(box) { // none is broken
			for size > boxHead/2 && w.width(word, size, true) > boxRoom-0.4 {
				size -= 0.1
			}
		}
		lines := w.wrap(report.Bold(box), boxRoom-0.2, size)
		for k, l := range lines {
			w.line(l, left+boxRoom*(float64(i)+0.5)-l.width/2, foot-1.2-2.7*float64(len(lines)-1-k), size, report.Ink)
		}
	}
}

// textRoom is how wide the words on a stop are.
func (w *writer) textRoom(r report.Rounds) float64 {
	return w.content() - timeRoom - signRoom - minuteRoom - boxRoom*float64(len(r.Boxes)) - 2
}

func (w *writer) stopHeight(r report.Rounds, s report.Stop) float64 {
	return max(w.stopText(r, s, 0, true)+1.3, 8.2)
}

// bandHeight returns how high a band with its first stops is.
func (w *writer) bandHeight(r report.Rounds, b report.Band, stops int) float64 {
	high := 0.0
	for _, s := range b.Stops[:stops] {
		high += w.stopHeight(r, s)
	}
	return max(high, 3+5.4*float64(len(b.Time))+4.6*float64(len(b.Tags)))
}

func (w *writer) band(r report.Rounds, b report.Band, y, high float64) {
	boxes := margin + w.content() - boxRoom*float64(len(r.Boxes))
	at := y
	for i, s := range b.Stops {
		tall := w.stopHeight(r, s)
		if i == len(b.Stops)-1 {
			tall = y + high - at
		}
		if s.Shaded {
			left := margin + timeRoom - 2
			if len(b.Stops) == 1 {
				left = margin
			}
			w.rectangle(left, at, boxes-left, tall, report.Wash)
		}
		if i > 0 {
			w.rectangle(margin+timeRoom, at, w.content()-timeRoom, 0.2, report.Mute)
		}
		w.sign(s, margin+timeRoom+4, at+4.3)
		w.stopText(r, s, at, w.measure)
		minutes := fmt.Sprint(s.Minutes)
		right := boxes - 1.6
		w.put(right-w.width("min", 7.6, false), at+6.1, "min", 7.6, false, report.Ink)
		w.put(right-w.width("min", 7.6, false)-1-w.width(minutes, 13, true), at+6.1, minutes, 13, true, report.Ink)
		w.boxes(r, s, boxes, at, tall)
		at += tall
	}
	size := 16.0
	if len(b.Time) > 1 {
		size = 12
	}
	top := y + 1.7
	for _, t := range b.Time {
		w.put(margin, top+rise(size)+0.6, t, size, true, report.Ink)
		top += leading(size) - 0.6
	}
	for _, tag := range b.Tags {
		wide := min(w.width(tag, 7.2, true)+2, timeRoom-1)
		w.rectangle(margin, top+1, wide, 3.8, report.Ink)
		w.put(margin+1, top+3.75, tag, 7.2, true, report.White)
		top += 4.6
	}
	w.rectangle(margin, y, w.content(), 0.5, report.Ink)
}

// stopText writes the name of a stop and what to do there.
func (w *writer) stopText(r report.Rounds, s report.Stop, y float64, measure bool) float64 {
	before := w.measure
	w.measure = measure
	defer func() { w.measure = before }()
	x, room := margin+timeRoom+signRoom, w.textRoom(r)
	manner := w.width(s.Manner, 9.2, true)
	names := w.wrap(report.Bold(s.Name), room-manner-2, nameSize)
	y += 0.8
	for i, l := range names {
		base := y + rise(nameSize) + 0.9
		w.line(l, x, base, nameSize, report.Ink)
		if i == 0 {
			w.put(x+room-manner, base, s.Manner, 9.2, true, report.Ink)
		}
		if used := l.width + 1.8; i == len(names)-1 && s.Where != "" {
			free := room - used
			if i == 0 {
				free -= manner + 2
			}
			if w.width(s.Where, doSize, false) <= free {
				w.put(x+used, base, s.Where, doSize, false, report.Ink)
				s.Where = ""
			}
		}
		y += leading(nameSize)
	}
	if s.Where != "" {
		y = w.lines(report.Plain(s.Where), x, y, room, doSize, report.Ink)
	}
	return w.lines(s.Do, x, y, room+minuteRoom, doSize, report.Ink) // below the minutes too
}

// sign draws the mark that a stop has on the map.
func (w *writer) sign(s report.Stop, x, y float64) {
	if w.measure {
		return
	}
	const radius, size = 3.7, 12.0
	ink := report.White
	w.f.SetFillColor(rgb(report.Ink))
	w.f.SetDrawColor(rgb(report.Ink))
	w.f.SetLineWidth(0.5)
	switch s.Shape {
	case report.Square:
		w.f.Rect(x-radius, y-radius, 2*radius, 2*radius, "F")
	case report.Ring:
		w.f.Circle(x, y, radius, "D")
		ink = report.Ink
	default:
		w.f.Circle(x, y, radius, "F")
	}
	w.put(x-w.width(s.Sign, size, true)/2, y+rise(size)/2, s.Sign, size, true, ink)
}

func (w *writer) boxes(r report.Rounds, s report.Stop, x, y, high float64) {
	for i := range r.Boxes {
		w.rectangle(x+boxRoom*float64(i), y, 0.2, high, report.Mute)
	}
	if len(r.Boxes) > 0 {
		w.rectangle(x+boxRoom*float64(len(r.Boxes)), y, 0.2, high, report.Mute)
	}
	if s.NoBoxes && len(r.Boxes) > 0 {
		w.rectangle(x+0.2, y+0.5, boxRoom*float64(len(r.Boxes))-0.2, high-0.5, report.Wash)
	}
}
