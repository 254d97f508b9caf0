package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"text/tabwriter"

	"beatplan/english"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/rtm"
)

type matrixCommand struct {
	File   string `arg:"" help:"CSV with columns cell_id, count, perhaps offset, and then variables such as pub_p200; - is standard input." placeholder:"FILE"`
	Family string `help:"How counts vary: poisson, nb2, nbii, or all, of which the lowest BIC wins." default:"nbii" placeholder:"NAME"`
	Cull   string `help:"How variables are thinned out first: elastic-net or none." default:"none" placeholder:"NAME"`

	Criterion  string   `help:"What the choice makes lowest: ebic, which knows how many variables were tried, or bic, which RTMDx has." default:"ebic" placeholder:"NAME"`
	Protective []string `help:"Factors that are thought to make places safer." placeholder:"NAME"`
	Always     []string `help:"Factors that are in every model, with either sign: what is to be adjusted for." placeholder:"NAME"`
	Scores     string   `help:"Write the score and the expected events of each cell to a file (CSV); - is standard output." placeholder:"FILE"`
	Seed       uint64   `help:"Of the folds of the elastic net." default:"1" placeholder:"N"`
}

// Run fits the matrix.
func (c matrixCommand) Run(out *output) error {
	in, name := io.Reader(os.Stdin), "standard input"
	if c.File != "-" {
		file, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer file.Close()
		in, name = file, c.File
	}
	m, err := app.FitMatrix(in, app.MatrixRequest{Family: c.Family, Cull: c.Cull, Criterion: c.Criterion, Protective: c.Protective, Always: c.Always, Seed: c.Seed})
	if err != nil {
		return fault.New(fault.Of(err), "%s: %w", name, err)
	}
	if err := c.writeScores(m.Scores); err != nil {
		return err
	}
	if c.Scores == "-" {
		return nil
	}
	return out.report(m, func(w io.Writer) { printMatrixModel(w, m) })
}

// writeScores writes those of each cell where a file is named.
func (c matrixCommand) writeScores(scores []app.MatrixScore) (err error) {
	if c.Scores == "" {
		return nil
	}
	file := os.Stdout
	if c.Scores != "-" {
		if file, err = os.Create(c.Scores); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
	}
	table := csv.NewWriter(file)
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', 10, 64) }
	_ = table.Write([]string{"cell_id", "count", "score", "expected"}) // Error tells of what fails
	for _, s := range scores {
		_ = table.Write([]string{s.Cell, number(s.Count), number(s.Score), number(s.Expected)})
	}
	table.Flush()
	return table.Error()
}

func printMatrixModel(w io.Writer, m app.MatrixModel) {
	fmt.Fprintf(w, "%s, %s, %s tried\n", english.Count(float64(m.Cells), "cell"), english.Count(float64(m.Events), "event"), english.Count(float64(len(m.Kept)), "variable"))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "variable\tRRV\tb\tSE\tp")
	for _, name := range m.Selected {
		c := m.Coefficients[name]
		fmt.Fprintf(t, "%s\t%.2f\t%.4f\t%.4f\t%.2g\n", name, c.RRV, c.B, c.SE, c.P)
	}
	t.Flush()
	if len(m.Selected) == 0 {
		fmt.Fprintln(w, "no variable improves on none: they do not explain where the events are")
	}
	fmt.Fprintf(w, "%s, BIC %.1f%s\n", m.Family, m.BIC, dispersion(m.Dispersion))
	for _, f := range rtm.Families() {
		if other, ok := m.Families[f]; ok && f != m.Family {
			fmt.Fprintf(w, "%s, BIC %.1f%s: %v\n", f, other.BIC, dispersion(other.Dispersion), other.Selected)
		}
	}
	notes(w, m.Notes)
	leftOut(w, m.Warnings)
}

func dispersion(d *float64) string {
	if d == nil {
		return ""
	}
	return fmt.Sprintf(", dispersion %.4g", *d)
}
