package app

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strings"

	"beatplan/english"
	"beatplan/hotspot"
	"beatplan/internal/fault"
)

// ModelChart returns a drawing (SVG) of a model's validation: how much of what came
// later each ranking holds, by share of the area. Bars are the worst and the best
// order of tied cells, whiskers the 95% interval.
// The same model has the same bytes.
func (a *App) ModelChart(ctx context.Context, id string) ([]byte, error) {
	m, err := a.Model(ctx, id)
	if err != nil {
		return nil, err
	}
	if m.Validation == nil || len(m.Validation.Methods) == 0 {
		return nil, fault.New(fault.Unprocessable, "%s was not tried on later months in which something happened: fit it with a test period", id)
	}
	return chart(m), nil
}

// The drawing's measures, in its own units.
const (
	chartWidth, chartHeight                   = 1000, 580
	plotLeft, plotTop, plotRight, plotBottom  = 70.0, 104.0, 750.0, 446.0
	dodge                                     = 11.0 // between the marks of two rankings at one share
	legendLeft, legendTop, legendLine         = 770.0, 118.0, 34.0
	lettersInLine                             = 100 // of the verdict
	tieWidth, markRadius, whisker, lineHeight = 9.0, 4.0, 4.0, 20.0
)

// inkOf returns the colours of the rankings: Okabe and Ito's, which those who see few
// colours can tell apart.
func inkOf(method string) string {
	return map[string]string{byRisk: "#d55e00", byPrior: "#000000", byKDE: "#0072b2", byPosterior: "#009e73", byForecast: "#cc79a7"}[method]
}

// chart draws a validation that has methods.
func chart(m ModelResult) []byte {
	v := m.Validation
	d := drawing{shares: hotspot.AreaShares(), most: mostHeld(v.Holdout)}
	d.printf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="Inter, Helvetica, Arial, sans-serif" font-size="14" fill="#222">`,
		chartWidth, chartHeight, chartWidth, chartHeight)
	d.printf(`<title>%s</title><rect width="100%%" height="100%%" fill="#fff"/>`, text(v.Verdict))
	d.text(20, 34, `font-size="20" font-weight="600"`, fmt.Sprintf("Does the model predict %s in %s?", english.Category(m.Group), m.Area.Name))
	d.text(20, 60, `fill="#555"`, fmt.Sprintf("Made from %s, tried on %s: %s in %d cells", m.Train, m.Test, english.Count(float64(v.Later), "later offence"), v.Cells))
	d.axes()
	methods := rivals()
	for i, method := range methods {
		d.ranking(method, v.Methods[method], (float64(i)-float64(len(methods)-1)/2)*dodge)
	}
	d.legend(methods)
	for i, line := range wrapped(v.Verdict, lettersInLine) {
		d.text(20, plotBottom+72+float64(i)*lineHeight, `font-size="15" font-weight="600"`, line)
	}
	d.printf("</svg>\n")
	return d.Bytes()
}

// mostHeld returns the largest hit rate that there is to draw.
func mostHeld(h hotspot.Holdout) float64 {
	most := 0.0
	for _, tested := range h.Methods {
		for _, t := range tested {
			most = max(most, t.HitRateMax, t.PAIHigh*t.Area)
		}
	}
	return min(max(math.Ceil(most*10)/10, 0.1), 1)
}

// A drawing is an SVG in the making.
type drawing struct {
	bytes.Buffer
	shares []float64 // of the area, ascending
	most   float64   // hit rate at the top
}

func (d *drawing) printf(format string, args ...any) { fmt.Fprintf(d, format+"\n", args...) }

func (d *drawing) text(x, y float64, attributes, words string) {
	d.printf(`<text x="%g" y="%g" %s>%s</text>`, x, y, attributes, text(words))
}

func (d *drawing) line(x1, y1, x2, y2 float64, attributes string) {
	d.printf(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" %s/>`, x1, y1, x2, y2, attributes)
}

// x returns where a share of the area stands: the shares are as far from each other as
// their logarithms.
func (d *drawing) x(share float64) float64 {
	const edge = 40
	first, last := math.Log(d.shares[0]), math.Log(d.shares[len(d.shares)-1])
	return plotLeft + edge + (math.Log(share)-first)/(last-first)*(plotRight-plotLeft-2*edge)
}

func (d *drawing) y(rate float64) float64 {
	return plotBottom - min(rate/d.most, 1)*(plotBottom-plotTop)
}

func (d *drawing) axes() {
	const middle, grey = `text-anchor="middle"`, `stroke="#ddd"`
	step := 0.1
	if d.most <= 0.3 {
		step = 0.05
	}
	for i := 0; float64(i)*step <= d.most+1e-9; i++ {
		rate := float64(i) * step
		d.line(plotLeft, d.y(rate), plotRight, d.y(rate), grey)
		d.text(plotLeft-10, math.Round(d.y(rate))+5, `text-anchor="end"`, fmt.Sprintf("%.0f%%", 100*rate))
	}
	d.text(20, plotTop-12, `fill="#555"`, "Share of the later offences that lie there")
	for _, share := range d.shares {
		d.text(math.Round(d.x(share)), plotBottom+22, middle, fmt.Sprintf("%g%%", 100*share))
	}
	d.text((plotLeft+plotRight)/2, plotBottom+44, middle+` fill="#555"`, "Riskiest share of the area")
	d.printf(`<polyline fill="none" stroke="#999" stroke-dasharray="2 4" points="%s"/>`, d.points(d.shares, d.shares, 0))
}

// points returns the points of a line.
func (d *drawing) points(shares, rates []float64, aside float64) string {
	points := make([]string, len(shares))
	for i, share := range shares {
		points[i] = fmt.Sprintf("%.1f,%.1f", d.x(share)+aside, d.y(rates[i]))
	}
	return strings.Join(points, " ")
}

// ranking draws a ranking a little aside of the shares.
func (d *drawing) ranking(method string, tested []hotspot.Tested, aside float64) {
	ink := inkOf(method)
	var shares, rates []float64
	d.printf(`<g data-ranking="%s">`, method)
	for _, t := range tested {
		x, stroke := d.x(t.Area)+aside, fmt.Sprintf(`stroke="%s" stroke-width="1.5"`, ink)
		d.line(x, d.y(t.HitRateMin), x, d.y(t.HitRateMax), fmt.Sprintf(`stroke="%s" stroke-opacity="0.25" stroke-width="%g"`, ink, tieWidth))
		low, high := d.y(t.PAILow*t.Area), d.y(t.PAIHigh*t.Area)
		d.line(x, low, x, high, stroke)
		d.line(x-whisker, low, x+whisker, low, stroke)
		d.line(x-whisker, high, x+whisker, high, stroke)
		d.printf(`<circle cx="%.1f" cy="%.1f" r="%g" fill="%s"/>`, x, d.y(t.HitRate), markRadius, ink)
		shares, rates = append(shares, t.Area), append(rates, t.HitRate)
	}
	d.printf(`<polyline fill="none" stroke="%s" stroke-opacity="0.6" stroke-width="1.5" points="%s"/>`, ink, d.points(shares, rates, aside))
	d.printf(`</g>`)
}

func (d *drawing) legend(methods []string) {
	y := legendTop
	for _, method := range methods {
		d.line(legendLeft, y, legendLeft+26, y, fmt.Sprintf(`stroke="%s" stroke-width="2"`, inkOf(method)))
		d.printf(`<circle cx="%g" cy="%g" r="%g" fill="%s"/>`, legendLeft+13, y, markRadius, inkOf(method))
		d.text(legendLeft+36, y+5, "", english.UpperFirst(inWords(method)))
		y += legendLine
	}
	d.line(legendLeft, y, legendLeft+26, y, `stroke="#999" stroke-dasharray="2 4"`)
	d.text(legendLeft+36, y+5, `fill="#555"`, "Chance")
	y += legendLine
	d.line(legendLeft+13, y-10, legendLeft+13, y+10, `stroke="#222" stroke-width="1.5"`)
	d.text(legendLeft+36, y+5, `fill="#555"`, "95% (bootstrap of offences)")
	y += legendLine
	d.line(legendLeft+13, y-10, legendLeft+13, y+10, fmt.Sprintf(`stroke="#222" stroke-opacity="0.25" stroke-width="%g"`, tieWidth))
	d.text(legendLeft+36, y+5, `fill="#555"`, "As ties may fall")
}

// text returns words as XML has them.
func text(words string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(words)) // a builder takes everything
	return b.String()
}

// wrapped breaks words, which begin with a capital letter, into lines of so many letters.
func wrapped(words string, letters int) []string {
	var lines []string
	line := ""
	for _, word := range slices.Collect(strings.FieldsSeq(english.UpperFirst(words) + ".")) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > letters {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(lines, line)
}
