package pdf

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"

	"beatplan/report"
)

// fonts know which signs they have.
type fonts struct {
	of     [2]*sfnt.Font // regular, bold
	buffer *sfnt.Buffer
}

func newFonts() (fonts, error) {
	f := fonts{buffer: &sfnt.Buffer{}}
	for i, b := range [][]byte{regular, bold} {
		var err error
		if f.of[i], err = sfnt.Parse(b); err != nil {
			return f, fmt.Errorf("the font of pages: %w", err)
		}
	}
	return f, nil
}

// lacks reports whether a font has no sign for a character.
func (f fonts) lacks(r rune) bool {
	return slices.ContainsFunc(f.of[:], func(font *sfnt.Font) bool {
		at, err := font.GlyphIndex(f.buffer, r)
		return err != nil || at == 0
	})
}

// checked returns a text in one line, composed, without control characters. A ? stands for
// what the font has no sign for, and what that was is kept for the foot of the page.
func (w *writer) checked(s string) string {
	w.last = s
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r == 0x7f:
			return ' '
		case !w.fonts.lacks(r):
			return r
		case unicode.In(r, unicode.Cf, unicode.Mn): // has no sign of its own
			return -1
		}
		if !slices.Contains(w.missing, r) {
			w.missing = append(w.missing, r)
		}
		return '?'
	}, norm.NFC.String(s))
}

// replaced says for what a ? stands on a page; nothing where the font has all signs.
func replaced(missing []rune) report.Text {
	if len(missing) == 0 {
		return nil
	}
	const most = 8
	var codes []string
	for _, r := range missing[:min(most, len(missing))] {
		codes = append(codes, fmt.Sprintf("U+%04X", r))
	}
	if more := len(missing) - most; more > 0 {
		codes = append(codes, fmt.Sprintf("%d more", more))
	}
	return report.Bold(" A ? stands for signs that this font lacks: ").And(report.Plain(strings.Join(codes, ", ") + ". The HTML file has them."))
}

// quoted returns a text as an error names it: its beginning where it is long.
func quoted(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// rise is how high capitals are, in millimetres, and leading from line to line.
func rise(size float64) float64    { return size * 0.2567 }
func leading(size float64) float64 { return size * 0.43 }

func (w *writer) face(size float64, bold bool) {
	style := ""
	if bold {
		style = "B"
	}
	w.f.SetFont(family, style, size)
}

// forget has the next text name its font: the end of a transformation takes back the
// one that the library believes to be set.
func (w *writer) forget() { w.f.SetFont(family, "", 1) }

// width returns how wide a text is, in millimetres.
func (w *writer) width(s string, size float64, bold bool) float64 {
	w.face(size, bold)
	return w.f.GetStringWidth(w.checked(s))
}

// put writes a text in one line; y is its baseline.
func (w *writer) put(x, y float64, s string, size float64, bold bool, ink report.Colour) {
	s = w.checked(s)
	if w.measure || strings.TrimSpace(s) == "" {
		return
	}
	w.face(size, bold)
	w.f.SetTextColor(rgb(ink))
	w.f.Text(x, y, s)
}

// A textLine is one line of a text that was wrapped.
type textLine struct {
	pieces []piece
	width  float64
}

type piece struct {
	report.Run
	width float64
}

// wrap breaks a text into lines no wider than a width: between words, and within a
// word that is wider than that.
func (w *writer) wrap(t report.Text, width, size float64) []textLine {
	var lines []textLine
	var now textLine
	end := func() {
		lines = append(lines, now)
		now = textLine{}
	}
	add := func(word report.Run) {
		wide := w.width(word.Text, size, word.Bold)
		if now.width+w.width(strings.TrimRight(word.Text, " "), size, word.Bold) > width && len(now.pieces) > 0 && strings.TrimSpace(word.Text) != "" {
			end()
		}
		for wide > width { // a word without an end
			fits := w.fits(word, width, size)
			if fits == len(word.Text) {
				break
			}
			part := report.Run{Text: word.Text[:fits], Bold: word.Bold, Muted: word.Muted}
			now.pieces = append(now.pieces, piece{part, w.width(part.Text, size, part.Bold)})
			now.width += now.pieces[len(now.pieces)-1].width
			end()
			word.Text = word.Text[fits:]
			wide = w.width(word.Text, size, word.Bold)
		}
		if n := len(now.pieces); n > 0 && now.pieces[n-1].Bold == word.Bold && now.pieces[n-1].Muted == word.Muted {
			now.pieces[n-1].Text += word.Text
			now.pieces[n-1].width += wide
		} else {
			now.pieces = append(now.pieces, piece{word, wide})
		}
		now.width += wide
	}
	for _, run := range t {
		for _, word := range strings.SplitAfter(w.checked(run.Text), " ") {
			if word != "" {
				add(report.Run{Text: word, Bold: run.Bold, Muted: run.Muted})
			}
		}
	}
	if len(now.pieces) > 0 {
		end()
	}
	for i := range lines { // a space at the end has no width
		last := &lines[i].pieces[len(lines[i].pieces)-1]
		trimmed := strings.TrimRight(last.Text, " ")
		wide := w.width(trimmed, size, last.Bold)
		lines[i].width += wide - last.width
		last.Text, last.width = trimmed, wide
	}
	return lines
}

// fits returns how many bytes of a word fit into a width: at least one sign, up to a
// hyphen where there is one.
func (w *writer) fits(word report.Run, width, size float64) int {
	_, first := utf8.DecodeRuneInString(word.Text)
	end := first
	for at, r := range word.Text {
		next := at + utf8.RuneLen(r)
		if w.width(word.Text[:next], size, word.Bold) > width {
			break
		}
		end = max(end, next)
	}
	if hyphen := strings.LastIndexByte(word.Text[:end], '-'); hyphen > 0 && end < len(word.Text) {
		return hyphen + 1
	}
	return end
}

// line writes a line of a text; y is its baseline.
func (w *writer) line(l textLine, x, y, size float64, ink report.Colour) {
	for _, p := range l.pieces {
		colour := ink
		if p.Muted {
			colour = report.Mute
		}
		w.put(x, y, p.Text, size, p.Bold, colour)
		x += p.width
	}
}

// lines writes a text in lines and returns where it ends.
func (w *writer) lines(t report.Text, x, y, width, size float64, ink report.Colour) float64 {
	for _, l := range w.wrap(t, width, size) {
		w.line(l, x, y+rise(size)+0.25*(leading(size)-rise(size)), size, ink)
		y += leading(size)
	}
	return y
}

// rgb returns the parts of a colour; of what is none, black.
func rgb(c report.Colour) (r, g, b int) {
	v, err := strconv.ParseUint(strings.TrimPrefix(string(c), "#"), 16, 24)
	if err != nil {
		return 0, 0, 0
	}
	return int(v >> 16), int(v >> 8 & 0xff), int(v & 0xff)
}
