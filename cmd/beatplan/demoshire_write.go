package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"beatplan/demoshire"
	"beatplan/internal/fault"
)

type writeCommand struct {
	Seed     uint64 `help:"Another seed gives another county." default:"1" placeholder:"N"`
	Offences int    `help:"How many offences." default:"40000" placeholder:"N"`
	Years    int    `help:"Calendar years that they happen in, of which 2025 is the last." default:"1" placeholder:"N"`
	World    string `help:"How offences come about: planted, null, misspecified, feedback or snapped." default:"planted" placeholder:"WORLD"`
	Dir      string `required:"" help:"Directory to write: a new or empty one, or one that this command has written before." placeholder:"DIR"`
}

// Run writes the county as the files that its authorities would hand over.
func (c writeCommand) Run(ctx context.Context, out *output) error {
	world, err := demoshire.ParseWorld(c.World)
	if err != nil {
		return fault.New(fault.Invalid, "--world: %w", err)
	}
	if c.Offences < 1 {
		return fault.New(fault.Invalid, "--offences %d: a county has 1 or more", c.Offences)
	}
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	county, err := demoshire.Found(demoshire.Options{Seed: c.Seed, World: world, Offences: c.Offences, Years: c.Years}, zone)
	if err != nil {
		return fault.New(fault.Invalid, "%w", err)
	}
	files := county.Files()
	if err := writeDir(ctx, c.Dir, files); err != nil {
		return err
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	return out.report(map[string]any{"dir": c.Dir, "files": names, "offences": c.Offences, "world": world}, func(w io.Writer) {
		fmt.Fprintf(w, "Demoshire, an invented county (%s, seed %d): %d offences in %s\n", world, c.Seed, c.Offences, c.Dir)
		fmt.Fprintln(w, strings.Join(names, "  "))
	})
}

// writeDir writes files to a directory of their own, whole or not at all.
func writeDir(ctx context.Context, path string, files []demoshire.File) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	old, err := replaceable(path, files)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fault.New(fault.Invalid, "cannot write %s: %w", path, err)
	}
	temporary, err := os.MkdirTemp(filepath.Dir(path), ".demoshire-*")
	if err != nil {
		return fault.New(fault.Invalid, "cannot write %s: %w", path, err)
	}
	defer os.RemoveAll(temporary)
	whole := filepath.Join(temporary, "whole")
	if err := os.Mkdir(whole, 0o755); err != nil {
		return err
	}
	for _, f := range files {
		if err := writeFile(ctx, filepath.Join(whole, f.Name), f.Write); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	aside := filepath.Join(temporary, "old")
	if old {
		if err := os.Rename(path, aside); err != nil {
			return err
		}
	}
	err = os.Rename(whole, path)
	if err != nil && old {
		err = errors.Join(err, os.Rename(aside, path))
	}
	return err
}

// replaceable reports whether there is a directory already. One that holds other
// files than these, or these but for the truth, is somebody's: a fault.Invalid.
func replaceable(path string, files []demoshire.File) (bool, error) {
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fault.New(fault.Invalid, "cannot write %s: %w", path, err)
	}
	truth := false
	for _, e := range entries {
		truth = truth || e.Name() == "truth.json"
		if !slices.ContainsFunc(files, func(f demoshire.File) bool { return f.Name == e.Name() }) {
			return true, fault.New(fault.Invalid, "%s holds other files, such as %s: name a new directory", path, e.Name())
		}
	}
	if len(entries) > 0 && !truth {
		return true, fault.New(fault.Invalid, "%s holds other files, such as %s: name a new directory", path, entries[0].Name())
	}
	return true, nil
}

func writeFile(ctx context.Context, path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	b := bufio.NewWriterSize(untilDone{ctx, f}, 1<<20)
	if err := write(b); err != nil {
		return err
	}
	return errors.Join(b.Flush(), f.Close())
}

// untilDone writes until a context is done.
type untilDone struct {
	ctx context.Context
	w   io.Writer
}

func (u untilDone) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.w.Write(p)
}
