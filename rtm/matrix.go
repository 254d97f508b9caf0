package rtm

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Matrix is a design that somebody has made elsewhere, and what happened there.
type Matrix struct {
	Design   *Design
	Counts   []float64
	Exposure []float64 // none: all cells alike
	Cells    []string  // the id of each cell
}

// The columns of a matrix that are not variables.
const (
	idColumn     = "cell_id"
	countColumn  = "count"
	offsetColumn = "offset"
)

const (
	maxCount  = 1e9
	maxOffset = 100 // log exposure
)

// ReadMatrix reads a design from CSV with the columns
//
//	cell_id,count[,offset],NAME_p200,NAME_d400,…
//
// in which the offset is the log of a cell's exposure, and every other column is
// 0 or 1: a variable of the factor NAME, by proximity (p), density (d) or dosage
// (w), and its reach in metres. All columns of one NAME are one factor. A column
// whose name has no such ending is a factor of its own, with a warning. An error
// names the line and the column. Rows are read one at a time; a variable takes a
// bit of each.
func ReadMatrix(r io.Reader) (*Matrix, error) {
	table := csv.NewReader(r)
	table.ReuseRecord = true
	header, err := table.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty: it begins with a line " + idColumn + "," + countColumn + ",NAME_p200,…")
	}
	if err != nil {
		return nil, err
	}
	m, err := newMatrixReader(header)
	if err != nil {
		return nil, err
	}
	for {
		record, err := table.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if column, err := m.add(record); err != nil {
			line, _ := table.FieldPos(column)
			return nil, fmt.Errorf("line %d, column %s: %w", line, m.names[column], err)
		}
	}
	return m.matrix()
}

// A matrixReader gathers the rows of a matrix.
type matrixReader struct {
	names     []string // of all columns
	variables int      // the first column that is one
	columns   []column
	warnings  warnings
	seen      map[string]bool // cells
	Matrix
}

func newMatrixReader(header []string) (*matrixReader, error) {
	m := &matrixReader{names: slices.Clone(header), seen: map[string]bool{}, variables: 2}
	m.names[0] = strings.TrimPrefix(m.names[0], "\ufeff")
	for i, name := range m.names {
		m.names[i] = strings.TrimSpace(name)
	}
	if len(m.names) < 2 || m.names[0] != idColumn || m.names[1] != countColumn {
		return nil, fmt.Errorf("line 1: the first columns are %s and %s, parted by a comma, not %.60q", idColumn, countColumn, m.names[:min(2, len(m.names))])
	}
	if len(m.names) > 2 && m.names[2] == offsetColumn {
		m.variables = 3
	}
	if len(m.names) == m.variables {
		return nil, errors.New("line 1: no variables: name at least one column such as pub_p200")
	}
	at := map[string]int{} // columns, from 1, by name
	for i, name := range m.names {
		if name == "" {
			return nil, fmt.Errorf("line 1: column %d has no name", i+1)
		}
		if first := at[name]; first > 0 {
			return nil, fmt.Errorf("line 1: columns %d and %d are both named %s", first, i+1, name)
		}
		at[name] = i + 1
		if i < m.variables {
			continue
		}
		if name == offsetColumn {
			return nil, fmt.Errorf("line 1: column %d is named %s, which comes third, behind %s", i+1, offsetColumn, countColumn)
		}
		v, ok := parseVariable(name)
		if !ok {
			m.warnings.add("%s is taken for a factor of its own: its name does not end like _p200 or _d400", name)
		}
		m.columns = append(m.columns, column{Variable: v})
	}
	return m, nil
}

// parseVariable reads the short name of a variable. It reports whether that says
// which influence and reach the variable has.
func parseVariable(name string) (Variable, bool) {
	if at := strings.LastIndexByte(name, '_'); at > 0 && at+2 < len(name) {
		v := Variable{Factor: name[:at], Influence: influenceOf(name[at+1])}
		if reach, err := strconv.ParseFloat(name[at+2:], 64); err == nil && reach > 0 && v.Influence != "" {
			if v.Reach = reach; v.Name() == name {
				return v, true
			}
		}
	}
	return Variable{Factor: name}, false
}

// add takes in a row. The column of an error is that at which it is.
func (m *matrixReader) add(record []string) (column int, err error) {
	id := strings.TrimSpace(record[0])
	if id == "" {
		return 0, errors.New("a cell has no id")
	}
	if m.seen[id] {
		return 0, fmt.Errorf("cell %q is there twice", id)
	}
	id = strings.Clone(id)
	m.seen[id] = true
	y, err := number(record[1])
	if err != nil || !(y >= 0 && y <= maxCount) || y != math.Trunc(y) {
		return 1, fmt.Errorf("%q is no count: a whole number from 0 to %.0f", record[1], maxCount)
	}
	row := len(m.Counts)
	m.Counts, m.Cells = append(m.Counts, y), append(m.Cells, id)
	if m.variables == 3 {
		o, err := number(record[2])
		if err != nil || !(math.Abs(o) <= maxOffset) {
			return 2, fmt.Errorf("%q is no offset: the log of an exposure, from −%d to %d", record[2], maxOffset, maxOffset)
		}
		m.Exposure = append(m.Exposure, math.Exp(o))
	}
	for j := range m.columns {
		i := m.variables + j
		x, err := number(record[i])
		if err != nil || x != 0 && x != 1 {
			return i, fmt.Errorf("%q is neither 0 nor 1", record[i])
		}
		c := &m.columns[j]
		if row%64 == 0 {
			c.on = append(c.on, 0)
		}
		c.on[row/64] |= uint64(x) << (row % 64)
	}
	return 0, nil
}

// number reads a decimal number, most of which are of one digit.
func number(field string) (float64, error) {
	if len(field) == 1 && '0' <= field[0] && field[0] <= '9' {
		return float64(field[0] - '0'), nil
	}
	if strings.ContainsAny(field, "_xX") { // numbers in Go, and nowhere else in such a file
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseFloat(strings.TrimSpace(field), 64)
}

// matrix returns what has been read.
func (m *matrixReader) matrix() (*Matrix, error) {
	if len(m.Counts) == 0 {
		return nil, errors.New("the file has no cells: a line for each follows the names of the columns")
	}
	if rows, variables := len(m.Counts), len(m.columns); rows < variables {
		return nil, fmt.Errorf("%d cells are too few for %d variables: give more rows or fewer columns", rows, variables)
	}
	m.Design = &Design{cells: len(m.Counts), Warnings: m.warnings.list}
	for _, c := range m.columns {
		m.Design.append(c)
	}
	return &m.Matrix, nil
}
