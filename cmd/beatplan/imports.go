package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"beatplan/english"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
)

type importsCommands struct {
	List    importsList    `cmd:"" help:"List the imports, newest first."`
	Show    importsShow    `cmd:"" help:"What is known of an import, and what there is of its rows."`
	History importsHistory `cmd:"" help:"Every version of what a reference stands for, and the import that brought it."`
	Rejects importsRejects `cmd:"" help:"Write the rows of an import that could not be parsed, with the reasons, to a CSV file."`
	File    importsFile    `cmd:"" help:"Write the file of an import as a server received it."`
	Delete  importsDelete  `cmd:"" help:"Undo an import: its rows go, what they had replaced comes back."`
	Keep    importsKeep    `cmd:"" help:"Say how long the rows of an import are to be kept."`
}

type importsList struct{}

// Run lists the ledger.
func (importsList) Run(ctx context.Context, g *globals, out *output) error {
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	imports, err := s.ledger.Imports(ctx)
	if err != nil {
		return err
	}
	return out.report(map[string]any{"imports": imports}, func(w io.Writer) { listImports(w, imports) })
}

func listImports(w io.Writer, imports []app.Import) {
	if len(imports) == 0 {
		fmt.Fprintln(w, "no imports yet: beatplan import loads files")
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer t.Flush()
	fmt.Fprintln(t, "id\timported\tby\tkind\tread\tnew\tupdated\tunchanged\trejected\treview\tfile")
	for _, i := range imports {
		state := i.ReviewOn
		if i.Gone != "" {
			state = i.Gone
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s\t%s\n",
			i.ID, i.ImportedAt.Format("2006-01-02 15:04"), i.Principal, i.Kind, i.Read, i.New, i.Updated, i.Unchanged, i.Rejected, state, i.Filename)
	}
}

// anImport names one.
type anImport struct {
	ID string `arg:"" help:"Number of the import, from imports list."`
}

type importsShow struct{ anImport }

// Run shows an import.
func (c importsShow) Run(ctx context.Context, g *globals, out *output) error {
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	i, standing, err := s.ledger.Import(ctx, c.ID)
	if err != nil {
		return err
	}
	figures := struct {
		app.Import
		ledger.RowCounts
	}{i, standing}
	return out.report(figures, func(w io.Writer) {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		defer t.Flush()
		line := func(name string, value any) {
			if value != "" {
				fmt.Fprintf(t, "%s\t%v\n", name, value)
			}
		}
		line("file", i.Filename)
		line("SHA-256", i.SHA256)
		line("mapping's SHA-256", i.MappingSHA256)
		line("kind", i.Kind)
		line("imported", i.ImportedAt.Format(time.RFC3339)+" by "+i.Principal)
		line("tells of days up to", i.CutOff)
		line("rows read", fmt.Sprintf("%d: %d new, %d updated, %d unchanged, %d rejected", i.Read, i.New, i.Updated, i.Unchanged, i.Rejected))
		line("rows in force", standing.InForce)
		line("versions it replaced", standing.Replaced)
		line("replaced since", standing.Superseded)
		for _, doubt := range slices.Sorted(maps.Keys(standing.Doubts)) {
			line("doubtful: "+doubt, standing.Doubts[doubt])
		}
		if len(i.Mended) > 0 {
			line("polygons repaired", mended(i))
		}
		if i.Repeated > 0 {
			line("rows like an earlier one", i.Repeated)
		}
		for _, note := range republished(i) {
			line("note", note)
		}
		for _, what := range slices.Sorted(maps.Keys(i.Kept)) {
			line("kept "+what, english.Count(float64(i.Kept[what]), "byte")+fmt.Sprintf(" (imports %s %s -o FILE)", what, i.ID))
		}
		line("retention class", i.Retention)
		line("review on", i.ReviewOn)
		if i.Gone != "" {
			line(i.Gone, fmt.Sprintf("%s by %s, %s: %s", i.GoneAt.Format(time.RFC3339), i.GoneBy, english.Count(float64(i.GoneRows), "row"), i.GoneWhy))
		}
	})
}

type importsHistory struct {
	Reference string `arg:"" help:"Reference of an offence, an incident or a partner count, as its file has it."`
}

// Run shows the history of a reference.
func (c importsHistory) Run(ctx context.Context, g *globals, out *output) error {
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	versions, err := s.ledger.History(ctx, c.Reference)
	if err != nil {
		return err
	}
	return out.report(map[string]any{"reference": c.Reference, "versions": versions}, func(w io.Writer) {
		for n, v := range versions {
			state := "in force"
			if v.ReplacedBy != "" {
				state = "replaced by import " + v.ReplacedBy
			}
			fmt.Fprintf(w, "%s, import %s of %s, %s by %s: %s\n", v.Kind, v.Import, v.Filename, v.ImportedAt.Format("2006-01-02 15:04"), v.Principal, state)
			first := n == 0 || v.Kind != versions[n-1].Kind || v.Key != versions[n-1].Key
			for _, change := range v.Changes {
				if first {
					fmt.Fprintf(w, "  %s: %s\n", change.Column, change.To)
				} else {
					fmt.Fprintf(w, "  %s: %s -> %s\n", change.Column, change.From, change.To)
				}
			}
		}
	})
}

// taking writes a file that is kept with the rows of an import.
type taking struct {
	anImport
	Output string `short:"o" required:"" help:"Write to this file; - is standard output." placeholder:"FILE"`
}

func (c taking) take(ctx context.Context, g *globals, out *output, what string) error {
	to := exporting{c.Output}
	if err := to.check(); err != nil {
		return err
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	kept, err := s.ledger.File(ctx, c.ID, what)
	if err != nil {
		return err
	}
	if err := errors.Join(to.copy(kept), kept.Close()); err != nil {
		return err
	}
	figures := struct {
		Import string `json:"import"`
		Name   string `json:"name"`
		Bytes  int64  `json:"bytes"`
	}{c.ID, kept.Name, kept.Size}
	return to.beside(out).report(figures, func(w io.Writer) {
		fmt.Fprintf(w, "%s of import %s, %s\n", kept.Name, c.ID, english.Count(float64(kept.Size), "byte"))
	})
}

type importsRejects struct{ taking }

// Run writes the rejected rows.
func (c importsRejects) Run(ctx context.Context, g *globals, out *output) error {
	return c.take(ctx, g, out, ledger.Rejects)
}

type importsFile struct{ taking }

// Run writes the file.
func (c importsFile) Run(ctx context.Context, g *globals, out *output) error {
	return c.take(ctx, g, out, ledger.Received)
}

type importsDelete struct {
	anImport
	Why string `required:"" help:"The reason; the ledger remembers it." placeholder:"REASON"`
	Yes bool   `help:"Do it; without this, the command says what would go, removes nothing and fails."`
}

// Run undoes an import.
func (c importsDelete) Run(ctx context.Context, g *globals, out *output) error {
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if !c.Yes {
		if err := unconfirmed(ctx, s.ledger, c.ID); err != nil {
			return err
		}
	}
	i, err := s.ledger.Delete(ctx, c.ID, c.Why)
	if err != nil {
		return err
	}
	return out.report(i, func(w io.Writer) {
		fmt.Fprintf(w, "import %s of %s is undone: %s removed", i.ID, i.Filename, english.Count(float64(i.GoneRows), "row"))
		if back := i.Updated + i.Dropped; back > 0 {
			fmt.Fprintf(w, ", %d that it had replaced are back where nothing newer is", back)
		}
		fmt.Fprintln(w)
	})
}

// unconfirmed returns an error that says what the deletion of an import would remove, or
// nil where its rows have gone already and there is nothing to confirm.
func unconfirmed(ctx context.Context, l *app.Ledger, id string) error {
	i, standing, err := l.Import(ctx, id)
	if err != nil || i.Gone != "" {
		return err
	}
	back := ""
	if standing.Replaced > 0 {
		back = fmt.Sprintf(", and %s that it replaced would come back where nothing newer is", english.Count(float64(standing.Replaced), "older version"))
	}
	return fault.New(fault.Invalid, "%s of import %s (%s of %s) would be removed%s: add --yes to do it",
		english.Count(float64(standing.InForce), "row"), i.ID, i.Kind, i.Filename, back)
}

type importsKeep struct {
	anImport
	Class  string `required:"" help:"Class of your force's retention schedule." placeholder:"CLASS"`
	Review string `help:"Day from which somebody must decide whether the rows stay (default: none)." placeholder:"YYYY-MM-DD"`
}

// Run sets an import's retention.
func (c importsKeep) Run(ctx context.Context, g *globals, out *output) error {
	var review *time.Time
	if c.Review != "" {
		day, err := parseDay("--review", c.Review)
		if err != nil {
			return err
		}
		review = &day
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	i, err := s.ledger.Keep(ctx, c.ID, c.Class, review)
	if err != nil {
		return err
	}
	return out.report(i, func(w io.Writer) { listImports(w, []app.Import{i}) })
}

type disposeCommand struct {
	On  string `help:"Dispose of what is due on this day (default: today)." placeholder:"YYYY-MM-DD"`
	Why string `help:"The reason; the ledger remembers it." default:"its day of review has come" placeholder:"REASON"`
	Yes bool   `help:"Do it; without this, what is due is listed and nothing is removed."`
}

// Run disposes of what is due.
func (c disposeCommand) Run(ctx context.Context, g *globals, out *output) error {
	on := time.Now()
	if c.On != "" {
		var err error
		if on, err = parseDay("--on", c.On); err != nil {
			return err
		}
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	due, err := s.ledger.Due(ctx, on)
	if err != nil {
		return err
	}
	if c.Yes {
		for i := range due {
			if due[i], err = s.ledger.Dispose(ctx, due[i].ID, c.Why); err != nil {
				return err
			}
		}
	}
	return out.report(map[string]any{"disposed": c.Yes, "imports": due}, func(w io.Writer) {
		switch {
		case len(due) == 0:
			fmt.Fprintln(w, "nothing is due on "+on.Format(time.DateOnly))
			return
		case !c.Yes:
			fmt.Fprintln(w, "due on "+on.Format(time.DateOnly)+"; --yes removes the rows for good:")
		}
		listImports(w, due)
	})
}

func parseDay(flag, given string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, given)
	if err != nil {
		return day, fault.New(fault.Invalid, "%s %q: write the day YYYY-MM-DD", flag, given)
	}
	return day, nil
}
