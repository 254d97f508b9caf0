package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

// decoding is set for the process of the program that decodes an extract first. The
// library that reads them may panic in a goroutine of its own, on a damaged file or
// on one that it does not foresee; only a process of its own keeps that from the server.
const decoding = "BEATPLAN_DECODING"

// decode reads an extract to its end by a scanner, says what is wrong with it, and
// returns the exit status.
func decode(r io.Reader, w io.Writer, scan func(io.Reader) error) int {
	if err := scan(r); err != nil {
		fmt.Fprintln(w, err)
		return 1
	}
	return 0
}

// decodable has an extract decoded by a process of this program, once through, and
// returns a fault.Invalid where it cannot be: whatever it does there, it does not here.
func decodable(ctx context.Context, s ingest.Input) error {
	self, err := os.Executable()
	if err != nil {
		return fault.New(fault.Unavailable, "%s: cannot start the process that decodes it: %w", s.Name, err)
	}
	body, err := s.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	said := &head{most: 1 << 12}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env, cmd.Stdin, cmd.Stderr = append(os.Environ(), decoding+"=yes"), body, said
	err = cmd.Run()
	ended, did := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case did && ended.ExitCode() == 1:
		return fault.New(fault.Invalid, "%s: %s", s.Name, strings.TrimSpace(said.String()))
	case did:
		return fault.New(fault.Invalid, "%s: it cannot be decoded: the reader of OpenStreetMap extracts broke down on it; cut the extract again, or take another tool (osmium extract)", s.Name)
	}
	return fault.New(fault.Unavailable, "%s: cannot start the process that decodes it: %w", s.Name, err)
}

// A head keeps the first bytes that are written.
type head struct {
	bytes.Buffer
	most int
}

func (h *head) Write(p []byte) (int, error) {
	if room := h.most - h.Len(); room > 0 {
		h.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
