package report

import "time"

// A Document is pages that are written into one file.
type Document struct {
	Title   string    // of the file
	Marking string    // protective marking, on every page: "OFFICIAL-SENSITIVE"
	Date    time.Time // that files say they were made; given, so that two runs write the same bytes
	Pages   []Page
	Files   []File // that go along with a page for a screen; paper carries none
}

// A File is carried inside a page, for a device without a network to keep.
type File struct {
	Label string // "GPX"
	Name  string
	Media string
	Body  []byte
}

// A Page begins on a new sheet of A4. What does not fit goes on to another, which
// repeats the head.
type Page struct {
	OneSheet bool // it is drawn smaller, to four fifths, before it goes on to another sheet
	Tight    bool // its rounds are by place instead of by hour where that saves a sheet; else it is drawn smaller, to 88%, where that does

	ID     string // unique in its document, for links: letters, digits and hyphens
	Tab    string // short name for links; empty: the call sign or the title
	Head   Head
	Blocks []Block
	Foot   Foot
}

// A Head is what a page begins with.
type Head struct {
	Call   string   // a unit's call sign, large on the left; may be empty
	Title  string   // what the page is about
	Tag    string   // a word in a box after the title: "Primary"; may be empty
	Accent Colour   // of the tag and of the line below the head; empty: dark ink
	Lines  []string // below the title
	Right  []Text   // below the marking
}

// A Foot is what a page rests on: sources, their dates, the id of what is printed.
type Foot struct {
	Left  Text
	Right string // the number of the page is added
}

// A Run is some text in one style.
type Run struct {
	Text  string
	Bold  bool
	Muted bool
}

// A Text is runs, one after the other. Spaces between them are written out.
type Text []Run

// Plain returns text in the usual style.
func Plain(s string) Text { return Text{{Text: s}} }

// Bold returns text that stands out.
func Bold(s string) Text { return Text{{Text: s, Bold: true}} }

// Muted returns text that stands back.
func Muted(s string) Text { return Text{{Text: s, Muted: true}} }

// And returns t followed by others.
func (t Text) And(others ...Text) Text {
	all := append(Text{}, t...)
	for _, o := range others {
		all = append(all, o...)
	}
	return all
}

// String returns the text without its styles.
func (t Text) String() string {
	s := ""
	for _, r := range t {
		s += r.Text
	}
	return s
}

// A Block is one part of a page: [Heading], [Paragraph], [Table], [Figures],
// [Columns], [Rounds], [Answers] or a [Picture].
type Block interface{ block() }

// A Heading begins a section.
type Heading struct {
	Number int // in a disc before the text; 0: none
	Text   string
	Note   string // smaller, after the text
}

// A Style is how a paragraph looks.
type Style string

// The styles of paragraphs.
const (
	Body   Style = "body"
	Lead   Style = "lead"   // the sentence that a page opens with
	Small  Style = "small"  // notes below tables and pictures
	Aside  Style = "aside"  // with a bar on its left
	Boxed  Style = "boxed"  // with a border around it
	Banner Style = "banner" // white on dark, for what must not be overlooked
)

// A Paragraph is running text.
type Paragraph struct {
	Style Style // empty: Body
	Title string
	Sign  string // a few characters at the right of the title: "- - -"
	Text  Text
}

// A Table has columns of given widths. A table whose columns have no heads has no
// first line.
type Table struct {
	Columns []Column
	Rows    []Row
}

// A Column is one of a table's.
type Column struct {
	Head  string
	Width float64 // share of the table's, among the widths of all; above 0
	Right bool    // numbers
}

// A Row has a cell for each column. A missing cell at the end is empty.
type Row struct {
	Cells []Cell
	Total bool // with a line above and bold
}

// A Cell is one of a row's.
type Cell struct {
	Text Text
	Mark Mark
	Bar  *Bar // before the text
}

// A Bar is the length of a number beside others.
type Bar struct {
	Share  float64 // 0 to 1 of the longest
	Colour Colour
}

// A Mark is a small sign before a cell's text. It never says anything alone: the
// text says it too.
type Mark string

// The marks.
const (
	NoMark        Mark = ""
	PrimaryMark   Mark = "primary"
	SecondaryMark Mark = "secondary"
	TertiaryMark  Mark = "tertiary"
	NotStarted    Mark = "not-started"
	InProgress    Mark = "in-progress"
	AtRisk        Mark = "at-risk"
	Completed     Mark = "completed"
)

// Figures are a few large numbers side by side, each with a sentence.
type Figures []Figure

// A Figure is one of them.
type Figure struct {
	Value string
	Text  string
}

// Columns are blocks side by side. They are not divided between pages unless they
// are longer than one.
type Columns struct {
	Left, Right []Block
	Share       float64 // of the width that the left ones have; 0: half
}

// Answers are lines to write on.
type Answers struct {
	Prompts []Prompt
	Blank   int // empty lines after them
}

// A Prompt is what a line asks.
type Prompt struct {
	Text    string
	Choices []string // with boxes to tick
}

// Rounds are a unit's stops through a shift, in bands of time, with boxes for what
// was done at each.
type Rounds struct {
	Boxes []string // heads of the boxes
	Bands []Band
}

// A Band is a time and the stops in it.
type Band struct {
	Hour  int      // in which it begins, by the clock
	Time  []string // one line ("21-22"), or two where the minutes matter
	Tags  []string // what begins in it: "s.34 from 21:00"
	Stops []Stop
}

// A Stop is one of a band's.
type Stop struct {
	ID      string // in the plan
	Sign    string // as on the map: its number
	Shape   MarkShape
	Name    string
	Where   string // more of the place, after the name
	Manner  string // 4E words
	Do      Text
	Why     []string // for who asks: paper has no room for it
	Minutes int
	Shaded  bool // what is not a visit: a post, a break
	NoBoxes bool // nothing to log: a break
}

func (Heading) block()   {}
func (Paragraph) block() {}
func (Table) block()     {}
func (Figures) block()   {}
func (Columns) block()   {}
func (Answers) block()   {}
func (Rounds) block()    {}
