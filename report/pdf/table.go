package pdf

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"beatplan/report"
)

const (
	cellSize = 9.3
	headSize = 8.2
	inCell   = 1.6 // between columns
	barRoom  = 0.5 // of a cell that has a bar
)

// table draws a table and returns where it ends. Fit says where the next row, so
// high, may begin; on a new sheet the heads are written again.
func (w *writer) table(t report.Table, x, y, width float64, fit func(y, high float64) float64) float64 {
	widths := w.columnWidths(t, width)
	first := fit(y, w.tableHead(t, widths, x, 0, true)+6)
	y = w.tableHead(t, widths, x, first, w.measure)
	for _, r := range t.Rows {
		high := w.rowHeight(t, r, widths)
		if at := fit(y, high); at != y {
			y = w.tableHead(t, widths, x, at, w.measure)
		}
		w.row(t, r, widths, x, y, high)
		y += high
	}
	return y
}

// columnWidths shares a width as the columns ask, but leaves each room for its longest word:
// a figure that is broken in two reads as another.
func (w *writer) columnWidths(t report.Table, width float64) []float64 {
	sum := 0.0
	for _, c := range t.Columns {
		sum += c.Width
	}
	widths := make([]float64, len(t.Columns))
	short, spare := 0.0, 0.0 // what columns lack, and what others have beyond their words
	needs := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = width * c.Width / max(sum, 1e-9)
		needs[i] = w.narrowest(t, i)
		short += max(0, needs[i]-widths[i])
		spare += max(0, widths[i]-needs[i])
	}
	if short == 0 || short > spare {
		return widths
	}
	for i := range widths {
		if widths[i] < needs[i] {
			widths[i] = needs[i]
		} else {
			widths[i] -= short * (widths[i] - needs[i]) / spare
		}
	}
	return widths
}

// narrowest returns how wide a column is that breaks no word.
func (w *writer) narrowest(t report.Table, column int) float64 {
	most := 0.0
	for word := range strings.FieldsSeq(t.Columns[column].Head) {
		most = max(most, w.width(word, headSize, false)+inCell)
	}
	for _, r := range t.Rows {
		if column >= len(r.Cells) || r.Cells[column].Bar != nil {
			continue
		}
		beside := inCell
		if r.Cells[column].Mark != report.NoMark {
			beside += markRoom
		}
		for _, run := range styled(r, column) {
			for word := range strings.FieldsSeq(run.Text) {
				most = max(most, w.width(word, cellSize, run.Bold)+beside)
			}
		}
	}
	return most + 0.01 // for rounding
}

// tableHead writes the heads of the columns, if there are any, and the line below.
func (w *writer) tableHead(t report.Table, widths []float64, x, y float64, measure bool) float64 {
	before := w.measure
	w.measure = measure
	defer func() { w.measure = before }()
	left, high := x, 0.0
	for i, c := range t.Columns {
		for k, l := range w.wrap(report.Plain(c.Head), widths[i]-inCell, headSize) {
			at := left
			if c.Right {
				at = left + widths[i] - inCell - l.width
			}
			w.line(l, at, y+3+float64(k)*leading(headSize), headSize, report.Mute)
			high = max(high, float64(k+1)*leading(headSize)+0.7)
		}
		left += widths[i]
	}
	if high > 0 {
		w.rectangle(x, y+high, left-x, 0.2, report.Hair)
	}
	return y + high
}

func (w *writer) rowHeight(t report.Table, r report.Row, widths []float64) float64 {
	lines := 1
	for i := range t.Columns {
		if i < len(r.Cells) {
			lines = max(lines, len(w.wrap(styled(r, i), w.cellRoom(r.Cells[i], widths[i]), cellSize)))
		}
	}
	return float64(lines)*leading(cellSize) + 1.5
}

// styled returns the text of a cell; that of a total is bold.
func styled(r report.Row, i int) report.Text {
	if !r.Total {
		return r.Cells[i].Text
	}
	var all report.Text
	for _, run := range r.Cells[i].Text {
		run.Bold = true
		all = append(all, run)
	}
	return all
}

// cellRoom is how wide the text of a cell may be.
func (w *writer) cellRoom(c report.Cell, width float64) float64 {
	room := width - inCell
	if c.Mark != report.NoMark {
		room -= markRoom
	}
	if c.Bar != nil {
		room -= barRoom * width
	}
	return max(room, 4)
}

func (w *writer) row(t report.Table, r report.Row, widths []float64, x, y, high float64) {
	left := x
	for i, c := range t.Columns {
		if i < len(r.Cells) {
			w.cell(r.Cells[i], styled(r, i), c.Right, left, y, widths[i])
		}
		left += widths[i]
	}
	if r.Total {
		w.rectangle(x, y, left-x, 0.4, report.Ink)
		return
	}
	w.rectangle(x, y+high-0.1, left-x, 0.2, report.Hair)
}

func (w *writer) cell(c report.Cell, text report.Text, right bool, x, y, width float64) {
	base := y + rise(cellSize) + 1.5
	at := x
	if c.Mark != report.NoMark {
		w.mark(c.Mark, x+1.7, base-1.2)
		at += markRoom
	}
	if c.Bar != nil {
		long := barRoom * width * min(max(c.Bar.Share, 0), 1)
		w.rectangle(at, base-2.7, long, 3.2, c.Bar.Colour)
		at += long + 1
	}
	for i, l := range w.wrap(text, w.cellRoom(c, width), cellSize) {
		start := at
		if right {
			start = x + width - inCell - l.width
		}
		w.line(l, start, base+float64(i)*leading(cellSize), cellSize, report.Ink)
	}
}

const markRoom = 4.6

// mark draws a small sign, told from the others by its shape: a square with the
// tier's colour, or how far an action has come.
func (w *writer) mark(m report.Mark, x, y float64) {
	if w.measure {
		return
	}
	w.f.SetDrawColor(rgb(report.Ink))
	w.f.SetFillColor(rgb(report.Ink))
	w.f.SetLineWidth(0.35)
	const radius = 1.45
	switch m {
	case report.PrimaryMark:
		w.rectangle(x-radius, y-radius, 2*radius, 2*radius, report.Primary)
	case report.SecondaryMark:
		w.rectangle(x-radius, y-radius, 2*radius, 2*radius, report.Secondary)
	case report.TertiaryMark:
		w.rectangle(x-radius, y-radius, 2*radius, 2*radius, report.Tertiary)
	case report.NotStarted:
		w.f.Circle(x, y, radius, "D")
	case report.InProgress:
		w.f.Circle(x, y, radius, "D")
		w.f.Arc(x, y, radius, radius, 0, 90, 270, "F")
	case report.Completed:
		w.f.Circle(x, y, radius, "FD")
	case report.AtRisk:
		w.f.SetFillColor(rgb(report.Warn))
		w.f.Polygon([]fpdf.PointType{{X: x, Y: y - 1.8}, {X: x + 1.8, Y: y}, {X: x, Y: y + 1.8}, {X: x - 1.8, Y: y}}, "FD")
	}
}
