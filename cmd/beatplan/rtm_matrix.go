package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/rtm"
)

type matrixCommand struct {
	File   string `arg:"" help:"CSV with columns cell_id, count, perhaps offset, and then variables such as pub_p200; - is standard input." placeholder:"FILE"`
	Family string `help:"How counts vary: poisson, nb2, nbii, or all, of which the lowest BIC wins." default:"nbii" placeholder:"NAME"`
	Cull   string `help:"How variables are thinned out first: elastic-net or none." default:"elastic-net" placeholder:"NAME"`
	Seed   uint64 `help:"Of the folds of the elastic net." default:"1" placeholder:"N"`
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
	m, err := app.FitMatrix(in, app.MatrixRequest{Family: c.Family, Cull: c.Cull, Seed: c.Seed})
	if err != nil {
		return fault.New(fault.Of(err), "%s: %w", name, err)
	}
	return out.report(m, func(w io.Writer) { printMatrixModel(w, m) })
}

func printMatrixModel(w io.Writer, m app.MatrixModel) {
	fmt.Fprintf(w, "%d cells, %d events, %d variables tried\n", m.Cells, m.Events, len(m.Kept))
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
	leftOut(w, m.Warnings)
}

func dispersion(d *float64) string {
	if d == nil {
		return ""
	}
	return fmt.Sprintf(", dispersion %.4g", *d)
}
