package html

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strings"

	"beatplan/report"
)

//go:embed page.html
var page string

// Write returns a document as one HTML file.
func Write(d report.Document) ([]byte, error) {
	parsed, err := template.New("page").Funcs(template.FuncMap{
		"kind": kind, "wide": wide, "svg": svg, "sign": sign, "carried": carried,
		"headed": func(t report.Table) bool {
			return slices.ContainsFunc(t.Columns, func(c report.Column) bool { return c.Head != "" })
		},
		"right":   func(c []report.Column, i int) bool { return i < len(c) && c[i].Right },
		"percent": func(share float64) string { return fmt.Sprintf("%.0f%%", 50*min(max(share, 0), 1)) },
	}).Parse(page)
	if err != nil {
		return nil, fmt.Errorf("the template of pages: %w", err)
	}
	var b bytes.Buffer
	if err := parsed.Execute(&b, d); err != nil {
		return nil, fmt.Errorf("the page of %q: %w", d.Title, err)
	}
	return b.Bytes(), nil
}

// carried returns a file as an address that holds all of it.
func carried(f report.File) template.URL {
	return template.URL("data:" + f.Media + ";base64," + base64.StdEncoding.EncodeToString(f.Body)) //nolint:gosec // base64 of what the program wrote
}

func kind(b report.Block) string {
	switch b.(type) {
	case report.Heading:
		return "heading"
	case report.Paragraph:
		return "paragraph"
	case report.Table:
		return "table"
	case report.Figures:
		return "figures"
	case report.Columns:
		return "columns"
	case report.Answers:
		return "answers"
	case report.Rounds:
		return "rounds"
	}
	return "picture"
}

// wide reports whether a picture is too fine for the width of a telephone.
func wide(p report.Picture) bool {
	switch p.(type) {
	case report.Hours, report.Timeline:
		return true
	}
	return false
}

// sign returns the mark of a cell, as a sign that screens have.
func sign(m report.Mark) string {
	switch m {
	case report.NotStarted:
		return "○ "
	case report.InProgress:
		return "◐ "
	case report.AtRisk:
		return "◆ "
	case report.Completed:
		return "● "
	}
	return ""
}

// Widths at which pictures are drawn, in millimetres: signs of a map drawn for a
// telephone are large enough to read.
const (
	narrowPicture = 105
	widePicture   = 190
	taller        = 30 // than at least, where a picture can be
)

// svg draws a picture.
func svg(p report.Picture) template.HTML {
	width := float64(narrowPicture)
	if wide(p) {
		width = widePicture
	}
	d := p.Draw(width, min(p.Growth(), taller))
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %s %s" role="img" aria-label="%s">`, number(d.Width), number(d.Height), html.EscapeString(p.Say()))
	for _, s := range d.Shapes {
		path(&b, s)
	}
	for _, l := range d.Labels {
		label(&b, l)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

func path(b *strings.Builder, s report.Shape) {
	b.WriteString(`<path d="`)
	for _, ring := range s.Rings {
		for i, at := range ring {
			b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + number(at[0]) + " " + number(at[1]))
		}
		if !s.Open {
			b.WriteString("Z")
		}
	}
	b.WriteString(`" fill-rule="evenodd" fill="` + colour(s.Fill, s.Open) + `"`)
	if s.Stroke != "" {
		fmt.Fprintf(b, ` stroke="%s" stroke-width="%s" stroke-linejoin="round"`, colour(s.Stroke, false), number(s.Line))
	}
	if len(s.Dash) > 0 {
		dashes := make([]string, len(s.Dash))
		for i, d := range s.Dash {
			dashes[i] = number(d)
		}
		b.WriteString(` stroke-dasharray="` + strings.Join(dashes, " ") + `"`)
	}
	b.WriteString(`/>`)
}

func label(b *strings.Builder, l report.Label) {
	const millimetresPerPoint = 25.4 / 72
	anchor := map[float64]string{0: "start", 0.5: "middle", 1: "end"}[l.Align]
	fmt.Fprintf(b, `<text x="%s" y="%s" font-size="%s" text-anchor="%s" fill="%s"`, number(l.At[0]), number(l.At[1]), number(l.Size*millimetresPerPoint), anchor, colour(l.Ink, false))
	if l.Bold {
		b.WriteString(` font-weight="700"`)
	}
	if l.Halo {
		b.WriteString(` stroke="#fff" stroke-width=".7" paint-order="stroke" stroke-linejoin="round"`)
	}
	if l.Angle != 0 {
		fmt.Fprintf(b, ` transform="rotate(%s %s %s)"`, number(-l.Angle), number(l.At[0]), number(l.At[1]))
	}
	b.WriteString(`>` + html.EscapeString(l.Text) + `</text>`)
}

func colour(c report.Colour, none bool) string {
	if c == "" || none {
		return "none"
	}
	return html.EscapeString(string(c))
}

// number writes millimetres to a hundredth; what is no number is 0.
func number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "0"
	}
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", v), "0"), ".")
}
