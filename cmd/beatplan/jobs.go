package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strings"
	"text/tabwriter"
	"time"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/jobs"
)

// working is the flag of commands that work jobs.
type working struct {
	Workers int `help:"How many jobs to work at a time, and beside them one import and half as many counts and trials, at least one." default:"2" placeholder:"N"`
}

// newestJobs is how many jobs are looked at.
const newestJobs = 500

// mostWorkers leaves connections for those who ask in between.
const mostWorkers = 8

func (c working) check(least int) error {
	if c.Workers < least || c.Workers > mostWorkers {
		return fault.New(fault.Invalid, "--workers %d: a program works %d to %d jobs at a time; start more programs for more", c.Workers, least, mostWorkers)
	}
	return nil
}

type workerCommand struct{ working }

// Run works jobs until it is told to stop.
func (c workerCommand) Run(ctx context.Context, g *globals, out *output) error {
	if err := cmp.Or(c.check(1), g.check()); err != nil {
		return usage{err}
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	log := slog.New(slog.NewJSONHandler(out.stderr, nil))
	if err := s.warn(ctx, log); err != nil {
		return err
	}
	queue, err := s.queue(c.Workers, log)
	if err != nil {
		return err
	}
	go rests(ctx)
	fmt.Fprintf(out.stdout, "working jobs, %d at a time and an import (stop with Ctrl-C)\n", c.Workers)
	return queue.Run(ctx)
}

type jobsCommands struct {
	List   jobsList   `cmd:"" help:"List the jobs, newest first."`
	Show   jobsShow   `cmd:"" help:"What is known of a job."`
	Cancel jobsCancel `cmd:"" help:"Cancel a job that waits or runs."`
}

// withQueue opens the queue, which works nothing here, for something.
func withQueue(ctx context.Context, g *globals, out *output, do func(*jobs.Queue) error) error {
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	queue, err := s.queue(0, slog.New(slog.NewTextHandler(out.stderr, nil)))
	if err != nil {
		return err
	}
	return do(queue)
}

type jobsList struct{}

// Run lists the jobs.
func (jobsList) Run(ctx context.Context, g *globals, out *output) error {
	return withQueue(ctx, g, out, func(q *jobs.Queue) error {
		all, err := q.Jobs(ctx, math.MaxInt64, newestJobs)
		if err != nil {
			return err
		}
		return out.report(map[string]any{"jobs": all}, func(w io.Writer) {
			if len(all) == 0 {
				fmt.Fprintln(w, "no jobs yet: servers keep those that they are given")
				return
			}
			t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
			defer t.Flush()
			fmt.Fprintln(t, "id\tkind\tstate\tdone\ttries\tby\tenqueued\tresults")
			for _, j := range all {
				fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\n", j.ID, j.Kind, j.State, percent(j), j.Attempts, j.Principal,
					j.EnqueuedAt.Format("2006-01-02 15:04"), strings.Join(j.Results, " "))
			}
		})
	})
}

func percent(j app.Job) string {
	if j.Percent == nil {
		return ""
	}
	return fmt.Sprintf("%d%%", *j.Percent)
}

// aJob names one.
type aJob struct {
	ID string `arg:"" help:"Number of the job, from jobs list."`
}

type jobsShow struct{ aJob }

// Run shows a job.
func (c jobsShow) Run(ctx context.Context, g *globals, out *output) error {
	return withQueue(ctx, g, out, func(q *jobs.Queue) error {
		job, err := q.Job(ctx, c.ID)
		if err != nil {
			return err
		}
		return out.report(job, func(w io.Writer) { showJob(w, job) })
	})
}

type jobsCancel struct{ aJob }

// Run cancels a job.
func (c jobsCancel) Run(ctx context.Context, g *globals, out *output) error {
	return withQueue(ctx, g, out, func(q *jobs.Queue) error {
		job, err := q.Cancel(ctx, c.ID)
		if err != nil {
			return err
		}
		return out.report(job, func(w io.Writer) {
			if !job.State.Ended() {
				fmt.Fprintf(w, "job %s is being stopped\n", job.ID)
				return
			}
			fmt.Fprintf(w, "job %s is %s\n", job.ID, job.State)
		})
	})
}

func showJob(w io.Writer, j app.Job) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer t.Flush()
	line := func(name string, value any) {
		if value != "" {
			fmt.Fprintf(t, "%s\t%v\n", name, value)
		}
	}
	when := func(name string, at *time.Time) {
		if at != nil {
			line(name, at.Format(time.DateTime))
		}
	}
	line("job", j.ID)
	line("kind", j.Kind)
	line("state", j.State)
	line("done", percent(j))
	if j.Rows != nil {
		line("rows", *j.Rows)
	}
	line("by", j.Principal)
	line("asked for", string(j.Request))
	when("enqueued", &j.EnqueuedAt)
	when("started", j.StartedAt)
	when("ended", j.EndedAt)
	line("tries", fmt.Sprintf("%d of %d", j.Attempts, j.MostAttempts))
	for _, f := range j.Failures {
		line(fmt.Sprintf("try %d", f.Attempt), f.Reason)
	}
	line("cancelled by", j.CancelledBy)
	for _, r := range j.Results {
		line("result", r)
	}
}
