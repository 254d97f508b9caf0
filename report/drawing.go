package report

import (
	"math"

	"github.com/paulmach/orb"
)

// A Colour is "#rrggbb", or empty for none.
type Colour string

// The colours of pages. Every pair of text and ground is at least 4.5 : 1.
const (
	Ink       Colour = "#16202b"
	Mute      Colour = "#55626f"
	White     Colour = "#ffffff"
	Wash      Colour = "#f1f3f6"
	Hair      Colour = "#d3dae1" // thin lines
	Marking   Colour = "#23395d"
	Accent    Colour = "#1a5dab"
	Soft      Colour = "#b9cbe1"
	Warn      Colour = "#b65309"
	Primary   Colour = "#b0123d"
	Secondary Colour = "#b65309"
	Tertiary  Colour = "#806300"
)

// ramp is the shades of a measure, least first.
var ramp = [...]Colour{"#f4efe6", "#fbe3c8", "#f3b59a", "#dd6a5d", "#a5133f"}

// Shade returns the colour of class i of n, the first the lightest.
func Shade(i, n int) Colour {
	if n < 2 {
		return ramp[len(ramp)-1]
	}
	at := i * (len(ramp) - 1) / (n - 1)
	return ramp[min(max(at, 0), len(ramp)-1)]
}

// A Picture is a block that is drawn: a map or a chart.
type Picture interface {
	Block
	// Draw draws it at a width in millimetres. Grow is how much higher than at least
	// it may be, in millimetres; most pictures have one height.
	Draw(width, grow float64) Drawing
	// Growth is how many millimetres of height it can make use of.
	Growth() float64
	// Say says what it shows.
	Say() string
}

// A Drawing is shapes, and labels over them. Its corner 0, 0 is at the top left,
// and its unit the millimetre.
type Drawing struct {
	Width, Height float64
	Shapes        []Shape
	Labels        []Label
}

// A Shape is a line, or a ring with its holes.
type Shape struct {
	Rings  [][]orb.Point
	Open   bool // a line; else rings, each closed, holes among them
	Fill   Colour
	Stroke Colour
	Line   float64   // width of the stroke
	Dash   []float64 // lengths of dashes and gaps; nil: a full line
}

// A Label is a short text in one line.
type Label struct {
	At    orb.Point // of its baseline
	Text  string
	Size  float64 // points
	Bold  bool
	Ink   Colour
	Halo  bool    // white around the letters
	Align float64 // what share of the text is left of At: 0, 0.5 or 1
	Angle float64 // degrees, anticlockwise
}

// width is about the width of a label in millimetres: drawings are laid out
// without a font.
func (l Label) width() float64 { return textWidth(l.Text, l.Size) }

const (
	millimetresPerPoint = 25.4 / 72
	widthOfLetters      = 0.56 // of the size, the mean of Inter's letters
)

func textWidth(s string, size float64) float64 {
	return float64(len([]rune(s))) * size * widthOfLetters * millimetresPerPoint
}

func (d *Drawing) add(s ...Shape)   { d.Shapes = append(d.Shapes, s...) }
func (d *Drawing) label(l ...Label) { d.Labels = append(d.Labels, l...) }

// rectangle returns a ring.
func rectangle(x, y, w, h float64) [][]orb.Point {
	return [][]orb.Point{{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}}
}

// disc returns a ring of 36 corners.
func disc(at orb.Point, radius float64) [][]orb.Point {
	const corners = 36
	ring := make([]orb.Point, corners)
	for i := range ring {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		ring[i] = orb.Point{at[0] + radius*cos, at[1] + radius*sin}
	}
	return [][]orb.Point{ring}
}

func line(points ...orb.Point) [][]orb.Point { return [][]orb.Point{points} }
