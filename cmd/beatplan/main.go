// Command beatplan finds where and when harm concentrates and plans patrols.
//
// It is the only place that knows everything: it reads the environment, opens the
// database, joins the adapters to the verbs of internal/app, owns signals and
// exits. A command that fails prints one line, or one JSON object with --json, and
// exits with 2 where the command line itself is wrong and with 1 otherwise.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strings"
	"syscall"
	_ "time/tzdata" // Europe/London, wherever the program runs

	"github.com/alecthomas/kong"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

func main() {
	if os.Getenv(decoding) != "" {
		os.Exit(decode(os.Stdin, os.Stderr, ingest.ScanExtract))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// commands is the command line.
type commands struct {
	globals

	Serve        serveCommand         `cmd:"" help:"Serve the map and the API."`
	Worker       workerCommand        `cmd:"" help:"Work jobs, beside the servers of a database: any number, on any machines."`
	Jobs         jobsCommands         `cmd:"" help:"Work that servers do in the background: imports, fits, draws, plans."`
	Migrate      migrateCommand       `cmd:"" help:"Bring the schema of a database of your own up to date."`
	Import       importCommands       `cmd:"" help:"Load offences, areas and sites. Loading a file again adds nothing."`
	Imports      importsCommands      `cmd:"" help:"The ledger of imports: what came in, from whom, and how long it stays."`
	Dispose      disposeCommand       `cmd:"" help:"Remove the rows whose day of review has come, with every older version of them."`
	Areas        areasCommands        `cmd:"" help:"List the areas, or make one of others, such as a command of districts."`
	Events       eventsCommand        `cmd:"" help:"List the events of some days, and the eves of bank holidays."`
	Coverage     coverageCommand      `cmd:"" help:"What is loaded, by month and district; what is loaded in part, twice, or may be broken."`
	Sources      sourcesCommands      `cmd:"" help:"Systems that offences come from, and which of them answers count first."`
	Districts    districtsCommand     `cmd:"" help:"Count offences by district: by the rows' own codes and by their positions."`
	Clocks       clocksCommands       `cmd:"" help:"Hours of the week by name: list them, or set or retire one."`
	Groups       groupsCommands       `cmd:"" help:"Offence groups: list them, or set or retire one."`
	Operations   operationsCommands   `cmd:"" help:"Standing tasks of the force, such as nte and sceptre: list them, or set or retire one."`
	Laws         lawsCommands         `cmd:"" help:"What the law says of each kind of power (who may use it, how long it lasts), as cards and plans print it: list it, or set it."`
	Contacts     contactsCommands     `cmd:"" help:"Whom to ask, by role, as briefings and orders print it: list them, or set or retire one."`
	Breaks       breaksCommands       `cmd:"" help:"Times unlike others, such as a lockdown, that comparisons name: list them, or declare or retire one."`
	Strands      strandsCommands      `cmd:"" help:"Headings under which the force reports: list them, or set or retire one."`
	Cells        cellsCommand         `cmd:"" help:"Count offences and harm (days of imprisonment, Cambridge Crime Harm Index of 2016) in each cell of an area."`
	Hotspots     hotspotsCommands     `cmd:"" help:"Where and when offences and harm concentrate, and whether that is real."`
	RTM          rtmCommands          `cmd:"" name:"rtm" help:"Risk terrain models."`
	Sites        sitesCommands        `cmd:"" help:"Places of the register: pubs, stations, pharmacies."`
	Zones        zonesCommands        `cmd:"" help:"Focus areas: primary, secondary and tertiary."`
	Plan         planCommands         `cmd:"" help:"Patrol and Engagement Plans."`
	Intelligence intelligenceCommands `cmd:"" help:"Intelligence items: dated notes that raise sites and areas while they are valid."`
	Actions      actionListCommands   `cmd:"" help:"Actions of 4P plans: who does what by when, and how far it has come."`
	Visits       visitsCommands       `cmd:"" help:"What was delivered: visits, what came of them, and time lost."`
	Returns      returnsCommands      `cmd:"" help:"Templates of the return, such as a funder's form: list them, or set or retire one."`
	Meetings     meetingsCommands     `cmd:"" help:"The record of meetings: what was decided, and the page that opens the next."`
	Report       reportCommands       `cmd:"" help:"What the force reports: strand tables and the papers of a meeting."`
	Propose      proposeCommand       `cmd:"" help:"Put a model, zone set or plan forward for somebody else to approve."`
	Approve      approveCommand       `cmd:"" help:"Approve a model, zone set or plan that somebody else made."`
	Withdraw     withdrawCommand      `cmd:"" help:"Withdraw a proposal or an approval."`
	Demoshire    demoshireCommand     `cmd:"" help:"Demoshire, an invented county to try things on."`
	Version      versionCommand       `cmd:"" help:"Print the version."`
}

// globals are the flags of every command.
type globals struct {
	DataDir     string  `help:"Where the private database lives (default: this user's state directory)." env:"BEATPLAN_DATA_DIR" placeholder:"DIR"`
	DatabaseURL string  `help:"Use a PostGIS database of your own instead." env:"BEATPLAN_DATABASE_URL" placeholder:"URL"`
	As          *string `help:"Who does this; every change is recorded under a name (default: this user)." placeholder:"NAME"`
	JSON        bool    `name:"json" help:"Print one JSON object with the figures."`
}

// run does what the arguments say and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c commands
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("beatplan"),
		kong.Description("Where and when harm concentrates, what raises it, and where officers should be."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: false}),
		kong.ValueFormatter(withDefault),
	)
	if err != nil {
		panic(err) // the commands above are no command line
	}
	out := &output{json: slices.Contains(args, "--json"), stdout: stdout, stderr: stderr}
	command, err := parser.Parse(joined(args))
	if exited >= 0 { // --help has been answered
		return exited
	}
	if err != nil {
		return out.failed(usage{fmt.Errorf("%w; see beatplan --help", err)})
	}
	out.json = c.JSON
	if err := emptied(command); err != nil {
		return out.failed(usage{err})
	}
	command.BindTo(ctx, (*context.Context)(nil))
	err = command.Run(&c.globals, out)
	if err != nil && ctx.Err() != nil { // whatever broke when it was told to stop
		err = ctx.Err()
	}
	if errors.Is(err, app.ErrAllHours) {
		err = fmt.Errorf("%w (--all-hours)", err)
	}
	if err != nil {
		return out.failed(withFlags(asTyped(err, command), command))
	}
	return 0
}

// asTyped names the flag or the argument where an error names the field that it became.
func asTyped(err error, command *kong.Context) error {
	if kind := fault.Of(err); kind != fault.Invalid && kind != fault.Unprocessable && kind != fault.Conflict {
		return err
	}
	way, _, found := fault.Field(err.Error())
	if !found {
		return err
	}
	name, _, _ := strings.Cut(way, "/")
	is := func(v *kong.Value) bool { return fieldOf(v) == name }
	rest := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "/"), way)
	if i := slices.IndexFunc(command.Flags(), func(f *kong.Flag) bool { return is(f.Value) }); i >= 0 {
		return fault.New(fault.Of(err), "--%s%s%w", command.Flags()[i].Name, rest, silent{err})
	}
	if i := slices.IndexFunc(command.Selected().Positional, is); i >= 0 {
		return fault.New(fault.Of(err), "<%s>%s%w", command.Selected().Positional[i].Name, rest, silent{err})
	}
	return err
}

// wayOut is a field that a message names as the way out, as in: allow it (allow).
var wayOut = regexp.MustCompile(`\([a-z][a-z0-9_]*\)`)

// withFlags names the flags where an error names fields as the way out.
func withFlags(err error, command *kong.Context) error {
	said := wayOut.ReplaceAllStringFunc(err.Error(), func(way string) string {
		if i := slices.IndexFunc(command.Flags(), func(f *kong.Flag) bool { return fieldOf(f.Value) == strings.Trim(way, "()") }); i >= 0 {
			return "(--" + command.Flags()[i].Name + ")"
		}
		return way
	})
	if said == err.Error() {
		return err
	}
	return fault.New(fault.Of(err), "%s%w", said, silent{err})
}

// fieldOf returns the field that a flag or an argument becomes.
func fieldOf(v *kong.Value) string {
	return cmp.Or(v.Tag.Get("field"), strings.ReplaceAll(v.Name, "-", "_"))
}

// silent is an error that another has said already.
type silent struct{ error }

func (silent) Error() string   { return "" }
func (s silent) Unwrap() error { return s.error }

// joined writes a flag and a negative number after it as one, so that the number
// is heard, and refused with its range, and not taken for a flag.
func joined(args []string) []string {
	var all []string
	for _, arg := range args {
		last := len(all) - 1
		if last >= 0 && strings.HasPrefix(all[last], "--") && !strings.Contains(all[last], "=") && len(arg) > 1 && arg[0] == '-' && '0' <= arg[1] && arg[1] <= '9' {
			all[last] += "=" + arg
			continue
		}
		all = append(all, arg)
	}
	return all
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(out *output) error {
	return out.report(map[string]string{"version": app.Version}, func(w io.Writer) { fmt.Fprintln(w, "beatplan "+app.Version) })
}

// withDefault returns the help on a flag, with what it is where nobody says.
func withDefault(v *kong.Value) string {
	help := kong.DefaultHelpValueFormatter(v)
	if !v.HasDefault || v.Default == "" || v.Default == "0" || strings.Contains(help, "default") {
		return help
	}
	return fmt.Sprintf("%s (default: %s).", strings.TrimSuffix(help, "."), v.Default)
}
