package pdf

import (
	"bytes"
	_ "embed"
	"fmt"

	"codeberg.org/go-pdf/fpdf"

	"beatplan/report"
)

//go:embed font/Inter-Regular.ttf
var regular []byte

//go:embed font/Inter-Bold.ttf
var bold []byte

// A4, in millimetres.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	margin     = 10.0
	gap        = 2.6  // between blocks
	smallest   = 0.8  // of its usual size, to which a page may shrink to fit one sheet
	tightest   = 0.88 // likewise, to save a sheet
)

const family = "inter"

// Write returns a document as PDF. A page says at its foot for which signs the font had none.
// The error names the text on which the library gave up.
func Write(d report.Document) (written []byte, err error) {
	w := &writer{f: fpdf.New("P", "mm", "A4", ""), doc: d}
	defer func() {
		// The library panics on some text from outside.
		if broken := recover(); broken != nil {
			written, err = nil, fmt.Errorf("the text %s cannot be written as PDF: %v", quoted(w.last), broken)
		}
	}()
	if w.fonts, err = newFonts(); err != nil {
		return nil, err
	}
	w.prepare()
	for _, page := range d.Pages {
		w.missing = nil
		if w.fitted(page); len(w.missing) > 0 {
			page.Foot.Left = page.Foot.Left.And(replaced(w.missing))
			w.fitted(page)
		}
		w.measure, w.sheets, w.sheet = false, w.sheet, 0
		w.page(page)
		w.end()
	}
	var b bytes.Buffer
	if err := w.f.Output(&b); err != nil {
		return nil, fmt.Errorf("the PDF of %s: %w", quoted(d.Title), err)
	}
	return b.Bytes(), nil
}

// fitted measures a page, smaller and smaller where it must fit one sheet.
func (w *writer) fitted(p report.Page) {
	w.byPlace = false
	for scale := 1.0; ; scale -= 0.04 {
		w.sized(p, scale)
		if !p.OneSheet || w.sheet == 1 || scale <= smallest+1e-9 {
			break
		}
	}
	if p.Tight && w.sheet > 1 {
		w.tighten(p)
	}
}

// sized measures a page at a share of its usual size.
func (w *writer) sized(p report.Page, scale float64) {
	w.scale, w.wide, w.tall = scale, pageWidth/scale, pageHeight/scale
	w.measure, w.sheet, w.sheets = true, 0, 0
	w.page(p)
}

// tighten lays the rounds of a page out by place, or draws it somewhat smaller, or both, so
// that it takes the fewest sheets; of what takes as few, the largest.
func (w *writer) tighten(p report.Page) {
	fewest, size, byPlace := w.sheet, 1.0, false
	for scale := 1.0; scale >= tightest-1e-9 && fewest > 1; scale -= 0.04 {
		for _, w.byPlace = range []bool{false, true} {
			if w.sized(p, scale); w.sheet < fewest {
				fewest, size, byPlace = w.sheet, scale, w.byPlace
			}
		}
	}
	w.byPlace = byPlace
	w.sized(p, size)
}

// prepare sets what makes two runs equal, and the fonts.
func (w *writer) prepare() {
	w.f.SetCatalogSort(true)
	w.f.SetCreationDate(w.doc.Date.UTC())
	w.f.SetModificationDate(w.doc.Date.UTC())
	w.f.SetProducer("Beatplan", true)
	w.f.SetTitle(w.doc.Title, true)
	w.f.SetLang("en-GB")
	w.f.SetAutoPageBreak(false, 0)
	w.f.SetMargins(0, 0, 0)
	w.f.SetCellMargin(0)
	w.f.AddUTF8FontFromBytes(family, "", regular)
	w.f.AddUTF8FontFromBytes(family, "B", bold)
	w.f.SetLineJoinStyle("round")
}

// A writer draws one document. While it measures it draws nothing.
type writer struct {
	f       *fpdf.Fpdf
	fonts   fonts
	doc     report.Document
	measure bool
	byPlace bool    // rounds are places by hours
	scale   float64 // of the page
	wide    float64 // millimetres before it is scaled
	tall    float64
	open    bool    // a sheet is scaled, and has not ended
	sheet   int     // of the page that is being written, from 1
	sheets  int     // of that page
	bottom  float64 // where the foot of the sheet begins
	spare   float64 // millimetres that pictures may grow by
	beside  float64 // millimetres that they may at no cost, since what is beside them is higher
	last    string  // text that was written last
	missing []rune  // for which the font has no sign, on this page
}

// page writes one page, on as many sheets as it takes.
func (w *writer) page(p report.Page) {
	y := w.begin(p)
	w.spare = 0
	if !w.measure && w.sheets == 1 {
		w.spare = max(0, w.bottom-w.after(p.Blocks, y)-1)
	}
	for i, b := range p.Blocks {
		switch b := b.(type) {
		case report.Table:
			y = w.table(b, margin, y, w.content(), func(y, high float64) float64 { return w.fit(p, y, high) })
		case report.Rounds:
			y = w.rounds(b, y, func(y, high float64) float64 { return w.fit(p, y, high) })
		default:
			high := w.high(b, w.content())
			if _, heading := b.(report.Heading); heading && i+1 < len(p.Blocks) {
				high += min(gap+w.high(p.Blocks[i+1], w.content()), 24) // never alone at the foot
			}
			if c, side := b.(report.Columns); side && high > w.bottom-w.headed(p) {
				y = w.unfolded(p, c, y)
				break
			}
			y = w.block(b, margin, w.fit(p, y, high), w.content())
		}
		y += gap
	}
}

// after returns where blocks would end.
func (w *writer) after(blocks []report.Block, y float64) float64 {
	for _, b := range blocks {
		y += w.high(b, w.content()) + gap
	}
	return y - gap
}

// unfolded writes columns that are longer than a sheet one after the other.
func (w *writer) unfolded(p report.Page, c report.Columns, y float64) float64 {
	for _, b := range append(append([]report.Block{}, c.Left...), c.Right...) {
		if t, is := b.(report.Table); is {
			y = w.table(t, margin, y, w.content(), func(y, high float64) float64 { return w.fit(p, y, high) }) + gap
			continue
		}
		y = w.block(b, margin, w.fit(p, y, w.high(b, w.content())), w.content()) + gap
	}
	return y - gap
}

// fit returns where something so high may begin: here, or below the head of a new
// sheet.
func (w *writer) fit(p report.Page, y, high float64) float64 {
	if y+high <= w.bottom || y <= w.headed(p) {
		return y
	}
	return w.begin(p)
}

// headed returns where the blocks of a sheet begin.
func (w *writer) headed(p report.Page) float64 {
	before := w.measure
	w.measure = true
	y := w.head(p.Head)
	w.measure = before
	return y
}

// high returns how high a block is.
func (w *writer) high(b report.Block, width float64) float64 {
	before, spare := w.measure, w.spare
	w.measure, w.spare = true, 0
	y := w.block(b, margin, 0, width)
	w.measure, w.spare = before, spare
	return y
}

// begin begins a sheet with its head and foot, and returns where its blocks begin.
func (w *writer) begin(p report.Page) float64 {
	w.sheet++
	if !w.measure {
		w.end()
		w.f.AddPage()
		if w.scale < 1 {
			w.f.TransformBegin()
			w.f.TransformScaleXY(100*w.scale, 0, 0)
			w.open = true
		}
	}
	w.foot(p.Foot)
	return w.head(p.Head)
}

// end ends the scaling of a sheet.
func (w *writer) end() {
	if w.open {
		w.f.TransformEnd()
		w.open = false
		w.forget()
	}
}

// content is how wide the text of a page is.
func (w *writer) content() float64 { return w.wide - 2*margin }

const rightColumn = 62.0 // of the head: marking, plan, decision

func (w *writer) head(h report.Head) float64 {
	accent := h.Accent
	if accent == "" {
		accent = report.Ink
	}
	x, y := margin, margin
	marked := 0.0
	if w.doc.Marking != "" {
		marked = w.width(w.doc.Marking, 10, true) + 6
		w.rectangle(w.wide-margin-marked, y-0.8, marked, 6.6, report.Marking)
		w.put(w.wide-margin-marked+3, y+3.9, w.doc.Marking, 10, true, report.White)
	}
	right := y + 9.6
	for _, t := range h.Right {
		size := 8.6
		for size > 6 && len(w.wrap(t, rightColumn, size)) > 1 {
			size -= 0.2
		}
		for _, l := range w.wrap(t, rightColumn, size) {
			w.line(l, w.wide-margin-l.width, right, size, report.Ink)
			right += 4
		}
	}
	if h.Call != "" {
		size := 30.0
		for size > 12 && w.width(h.Call, size, true) > 50 {
			size--
		}
		w.put(x, y+9.4, h.Call, size, true, report.Ink)
		x += w.width(h.Call, size, true) + 5
	}
	y = w.titled(h, x, y, accent)
	y = max(y, right-3, margin+11) + 1.2
	w.rectangle(margin, y, w.content(), 0.7, accent)
	return y + 0.7 + gap
}

// titled writes the title of a head with its tag, and the lines below it.
func (w *writer) titled(h report.Head, x, y float64, accent report.Colour) float64 {
	tag := 0.0
	if h.Tag != "" {
		tag = w.width(h.Tag, 11, true) + 8
	}
	room := w.content() - (x - margin) - max(rightColumn, 0) - 2 - tag
	most := 24.0
	if h.Call != "" {
		most = 14.5
	}
	size := most
	for size > most/2 && size > 11 && len(w.wrap(report.Bold(h.Title), room, size)) > 1 {
		size--
	}
	lines := w.wrap(report.Bold(h.Title), room, size)
	end := x
	for i, l := range lines {
		if i > 0 {
			y += leading(size)
		}
		w.line(l, x, y+rise(size)+0.6, size, report.Ink)
		end = x + l.width
	}
	if h.Tag != "" {
		foot := y + rise(size) + 0.6
		w.rectangle(end+3, foot-rise(11)-1.6, tag-4, rise(11)+3.2, accent)
		w.put(end+5, foot, h.Tag, 11, true, report.White)
	}
	y += leading(size) + 1
	for _, text := range h.Lines {
		for _, l := range w.wrap(report.Plain(text), w.content()-(x-margin)-rightColumn-2, 10.5) {
			w.line(l, x, y+rise(10.5), 10.5, report.Mute)
			y += leading(10.5)
		}
	}
	return y
}

// foot writes the foot of a sheet, and sets where it begins.
func (w *writer) foot(f report.Foot) {
	const size, right = 7.2, 46.0
	lines := w.wrap(f.Left, w.content()-right-4, size)
	aside := f.Right
	if aside != "" {
		aside += " · "
	}
	aside += fmt.Sprintf("%d of %d", w.sheet, max(w.sheets, 1))
	beside := w.wrap(report.Plain(aside), right, size)
	high := float64(max(len(lines), len(beside)))*3.2 + 1.6
	y := w.tall - margin - high
	w.bottom = y - 1.5
	w.rectangle(margin, y, w.content(), 0.25, report.Hair)
	for i, l := range lines {
		w.line(l, margin, y+3.6+float64(i)*3.2, size, report.Mute)
	}
	for i, l := range beside {
		w.line(l, w.wide-margin-l.width, y+3.6+float64(i)*3.2, size, report.Mute)
	}
}
