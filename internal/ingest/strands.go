package ingest

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"beatplan/internal/fault"
	"beatplan/meeting"
)

// StrandCounts reads the counts of a strand table: a header, then on each line a title
// and its counts of two periods, the earlier one first. More columns are not read. It
// returns how the columns of the periods are headed.
func StrandCounts(from io.Reader) (before, after string, counts []meeting.StrandCount, err error) {
	r := csv.NewReader(from)
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return "", "", nil, fault.New(fault.Invalid, "the file is empty: it needs a header and the counts of strands")
	}
	if err != nil {
		return "", "", nil, fault.New(fault.Invalid, "%w", err)
	}
	if len(header) < 3 {
		return "", "", nil, fault.New(fault.Invalid, "line 1: %d columns; there are at least a title and the counts of two periods", len(header))
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return header[1], header[2], counts, nil
		}
		if err != nil {
			return "", "", nil, fault.New(fault.Invalid, "%w", err)
		}
		line, _ := r.FieldPos(0)
		c := meeting.StrandCount{Title: strings.TrimSpace(row[0])}
		if err := fault.Text(fmt.Sprintf("line %d", line), c.Title); err != nil {
			return "", "", nil, err
		}
		for i, to := range []*int{&c.Before, &c.After} {
			if *to, err = strconv.Atoi(strings.TrimSpace(row[1+i])); err != nil || *to < 0 {
				return "", "", nil, fault.New(fault.Invalid, "line %d, %s: %q is no count: write a whole number, 0 or more", line, header[1+i], row[1+i])
			}
		}
		counts = append(counts, c)
	}
}
