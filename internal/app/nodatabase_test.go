package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"beatplan/crime"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/principal"
	"beatplan/internal/result"
)

// memory is a store of what people set and decide. Whatever else a verb asks of it breaks
// the test.
type memory struct {
	app.Store
	settings  map[string][]ledger.Setting // by kind, every version, the oldest first
	live      map[string][]string         // results that are approved, by what they have: operation nte
	makers    map[string]string           // of results, by id
	decisions map[string][]result.Decision
}

func (m *memory) Newest(_ context.Context, kind string) ([]ledger.Setting, error) {
	newest := map[string]ledger.Setting{}
	for _, s := range m.settings[kind] {
		newest[s.Name] = s
	}
	var all []ledger.Setting
	for _, s := range newest {
		all = append(all, s)
	}
	return all, nil
}

func (m *memory) AddVersion(_ context.Context, kind string, s ledger.Setting, _ string) error {
	m.settings[kind] = append(m.settings[kind], s)
	return nil
}

func (m *memory) Live(_ context.Context, member, value string) ([]string, error) {
	return m.live[member+" "+value], nil
}

func (m *memory) Result(context.Context, result.Kind, string) (result.Result, error) {
	return result.Result{}, fault.New(fault.NotFound, "no such model")
}

func (m *memory) Decidable(_ context.Context, id string, d result.Decision) error {
	if d.Status == result.Approved && principal.Same(m.makers[id], d.By) {
		return fault.New(fault.Conflict, "%s made it", d.By)
	}
	return nil
}

func (m *memory) Decide(ctx context.Context, id string, d result.Decision) error {
	if err := m.Decidable(ctx, id, d); err != nil {
		return err
	}
	m.decisions[id] = append(m.decisions[id], d)
	return nil
}

func (m *memory) Decisions(_ context.Context, id string) ([]result.Decision, error) {
	return m.decisions[id], nil
}

func inMemory(t *testing.T) (*app.App, *memory) {
	t.Helper()
	m := &memory{settings: map[string][]ledger.Setting{}, live: map[string][]string{}, makers: map[string]string{}, decisions: map[string][]result.Decision{}}
	a, err := app.New(m, "root")
	if err != nil {
		t.Fatal(err)
	}
	return a, m
}

// TestDecideInMemory: a decision has a verdict, a reason and a name that nobody can take
// for another's before anything is kept.
func TestDecideInMemory(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		request app.DecisionRequest
		kind    fault.Kind
		says    string
	}{
		"approved":             {app.DecisionRequest{Verdict: result.Approved, Why: "agreed", As: "A. Sergeant"}, "", ""},
		"by its maker":         {app.DecisionRequest{Verdict: result.Approved, Why: "agreed"}, fault.Conflict, "root made it"},
		"by its maker's twin":  {app.DecisionRequest{Verdict: result.Approved, Why: "agreed", As: "RoOt"}, fault.Conflict, "made it"},
		"in two alphabets":     {app.DecisionRequest{Verdict: result.Approved, Why: "agreed", As: "r\u043eot"}, fault.Invalid, "as: name \"r\u043eot\" mixes letters that are "},
		"by somebody unseen":   {app.DecisionRequest{Verdict: result.Approved, Why: "agreed", As: "root\u200b"}, fault.Invalid, `as: name "root\u200b" has the invisible character U+200B`},
		"without a reason":     {app.DecisionRequest{Verdict: result.Approved, Why: " ", As: "B"}, fault.Invalid, "why: say why plan-1 is approved"},
		"for a hidden reason":  {app.DecisionRequest{Verdict: result.Approved, Why: "a\x00b", As: "B"}, fault.Invalid, "why"},
		"with another verdict": {app.DecisionRequest{Verdict: "liked", Why: "nice", As: "B"}, fault.Invalid, `verdict: no "liked": it is proposed, approved or withdrawn`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, m := inMemory(t)
			m.makers["plan-1"] = "root"
			tt.request.Result = "plan-1"
			decisions, err := a.Decide(t.Context(), tt.request)
			if fault.Of(err) != tt.kind || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v (%s), want %s: %s", err, fault.Of(err), tt.kind, tt.says)
			}
			if kept := len(m.decisions["plan-1"]); (kept == 1) != (tt.kind == "") || err == nil && decisions[0].By != "A. Sergeant" {
				t.Errorf("%d decisions are kept: %+v", kept, decisions)
			}
		})
	}
}

// TestPremisesStay: an operation keeps its licensed premises until somebody says otherwise.
func TestPremisesStay(t *testing.T) {
	t.Parallel()
	a, _ := inMemory(t)
	yes, no := true, false
	night := crime.Operation{Name: "nte", Title: "Night", Groups: []string{"nte-violence"}, Clock: "nte", Measure: "harm", Areas: 12}
	mine := night
	mine.Name = "mine"
	for i, tt := range []struct {
		operation crime.Operation
		says      *bool
		want      bool
	}{{night, nil, true}, {night, &no, false}, {night, nil, false}, {mine, nil, false}, {mine, &yes, true}, {mine, nil, true}} {
		if o, err := a.SetOperation(t.Context(), app.OperationRequest{Operation: tt.operation, Premises: tt.says}); err != nil || o.Premises != tt.want {
			t.Errorf("step %d: premises %t of %s, %v", i, o.Premises, o.Name, err)
		}
	}
}

// TestOperationsInMemory: an operation counts its versions up, names what is in force, and
// goes only when nothing uses it.
func TestOperationsInMemory(t *testing.T) {
	t.Parallel()
	a, m := inMemory(t)
	bikes := crime.Operation{Name: "bikes", Title: "Bikes", Groups: []string{"burglary"}, Clock: "night", Measure: "count", Areas: 5}
	for want := 1; want <= 2; want++ {
		if o, err := a.SetOperation(t.Context(), app.OperationRequest{Operation: bikes}); err != nil || o.Version != want {
			t.Fatalf("version %d (%v), want %d", o.Version, err, want)
		}
	}
	refusals := map[string]struct {
		change func(*crime.Operation)
		says   string
	}{
		"a group that is not there": {func(o *crime.Operation) { o.Groups = []string{"burglary", "bycicle"} }, `groups/1: no offence group "bycicle"; there are `},
		"a clock that is not there": {func(o *crime.Operation) { o.Clock = "teatime" }, `clock: no clock "teatime"; there are all, day, night, nte`},
		"harm that nothing has":     {func(o *crime.Operation) { o.Groups, o.Measure = []string{"burglary", "asb"}, crime.ByHarm }, "measure: group asb has no harm weight: rank by count"},
		"a place listed twice":      {func(o *crime.Operation) { o.Never = []string{"hospital", "hospital"} }, "never/1: "},
	}
	for name, tt := range refusals {
		o := bikes
		tt.change(&o)
		if _, err := a.SetOperation(t.Context(), app.OperationRequest{Operation: o}); fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(err.Error(), tt.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := a.SetGroup(t.Context(), crime.Group{Name: "bikes", Definition: "Bikes", Types: []string{"Bycicle theft"}}); fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(err.Error(), `types/0: no offence type or category "Bycicle theft"; there are `) {
		t.Errorf("a group of an unknown type: %v", err)
	}
	for field, g := range map[string]crime.Group{
		"types/1: ": {Types: []string{"Robbery", "Robbery"}}, "flags/1: ": {Flags: []string{"hate", "hate"}},
		"without_flags/1: ": {WithoutFlags: []string{"hate", "hate"}}, "places/1: ": {Places: []string{"shop", "shop"}},
	} {
		g.Name, g.Definition = "twice", "Twice"
		if _, err := a.SetGroup(t.Context(), g); fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(err.Error(), field) {
			t.Errorf("want a refusal of %s, have %v", field, err)
		}
	}
	if _, err := a.SetClock(t.Context(), "tea", "after four"); fault.Of(err) != fault.Invalid || !strings.HasPrefix(err.Error(), `rule: "after four": write days`) {
		t.Errorf("a clock of no hours: %v", err)
	}
	m.live["operation bikes"] = []string{"plan-1"}
	if err := a.RetireOperation(t.Context(), "bikes"); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "plan-1") {
		t.Errorf("retired while a live result uses it: %v", err)
	}
	if err := a.RetireClock(t.Context(), "night"); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "operation bikes") {
		t.Errorf("a clock retired while an operation names it: %v", err)
	}
	m.live["operation bikes"] = nil
	if err := a.RetireOperation(t.Context(), "bikes"); err != nil {
		t.Error(err)
	}
	all, err := a.Operations(t.Context())
	if err != nil || slices.ContainsFunc(all, func(o crime.Operation) bool { return o.Name == "bikes" }) || len(all) != len(crime.DefaultOperations()) {
		t.Errorf("%d operations are in force (%v)", len(all), err)
	}
	if o, err := a.SetOperation(t.Context(), app.OperationRequest{Operation: bikes}); err != nil || o.Version != 4 { // retiring is a version too
		t.Errorf("set again: version %d (%v)", o.Version, err)
	}
}
