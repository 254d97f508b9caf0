package meeting_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/meeting"
	"beatplan/rtm"
)

// action is one that is as it should be.
func action(id, status string) meeting.Action {
	return meeting.Action{
		ID: id, FourP: "Protect", Does: "Lamp 14 lit again", Agency: "Council", Owner: "Street lighting", Due: "2025-10-24", Status: status,
		Zone: "Quay Street", Strand: "nte", FourE: []string{"Engage"},
	}
}

func TestActionValidate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*meeting.Action)
		want   string // how the error begins; empty: none
	}{
		"as it should be":         {func(*meeting.Action) {}, ""},
		"nothing to do":           {func(a *meeting.Action) { a.Does = " " }, "does: "},
		"another P":               {func(a *meeting.Action) { a.FourP = "Punish" }, `four_p "Punish": it is Prevent, Pursue, Protect or Prepare`},
		"no agency":               {func(a *meeting.Action) { a.Agency = "" }, "agency: "},
		"no owner":                {func(a *meeting.Action) { a.Owner = "" }, "owner: an action has an owner"},
		"no date":                 {func(a *meeting.Action) { a.Due = "" }, "due: an action has a date"},
		"a date in another order": {func(a *meeting.Action) { a.Due = "24/10/2025" }, `due "24/10/2025": write it YYYY-MM-DD`},
		"another status":          {func(a *meeting.Action) { a.Status = "done" }, `status "done": it is not started, `},
		"a problem at no place":   {func(a *meeting.Action) { a.Problem = true }, "place: "},
		"another E":               {func(a *meeting.Action) { a.FourE = []string{"Engage", "Entrap"} }, `four_e/1 "Entrap": it is Engage, Explain, Encourage or Enforce`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := action("1", meeting.InProgress)
			tt.change(&a)
			err := a.Validate()
			if (err == nil) != (tt.want == "") || err != nil && !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// A completed action is never overdue, and none is on the day that it is due.
func ExampleAction_Overdue() {
	open, done := action("1", meeting.AtRisk), action("2", meeting.Completed)
	fmt.Println(open.Overdue("2025-10-24"), open.Overdue("2025-10-25"), done.Overdue("2025-10-25"), open.Where())
	// Output: false true false Quay Street
}

func ExampleStatusWords() {
	fmt.Println(meeting.StatusWords([]meeting.Action{action("1", meeting.Completed), action("2", meeting.AtRisk), action("3", meeting.Completed)}))
	fmt.Println(meeting.StatusWords(nil))
	// Output:
	// 2 completed and 1 at risk
	// no action
}

func ExampleDashboardOf() {
	other := action("3", meeting.NotStarted)
	other.Agency, other.Zone, other.Strand = "Police", "", "sceptre"
	d := meeting.DashboardOf([]meeting.Action{action("1", meeting.Completed), action("2", meeting.InProgress), other}, "2025-10-25")
	for _, row := range d.Table().Rows {
		fmt.Println(strings.Join(row, " | "))
	}
	// Output:
	//  | all | 3 | 33.3% | 33.3% | 0.0% | 33.3% | 2
	// strand | nte | 2 | 50.0% | 50.0% | 0.0% | 0.0% | 1
	// strand | sceptre | 1 | 0.0% | 0.0% | 0.0% | 100.0% | 1
	// agency | Council | 2 | 50.0% | 50.0% | 0.0% | 0.0% | 1
	// agency | Police | 1 | 0.0% | 0.0% | 0.0% | 100.0% | 1
	// zone | Quay Street | 2 | 50.0% | 50.0% | 0.0% | 0.0% | 1
}

// Of no action there is no share: unknown is not zero.
func TestDashboardOfNothing(t *testing.T) {
	t.Parallel()
	rows := meeting.DashboardOf(nil, "2025-10-25").Table().Rows
	if diff := cmp.Diff([][]string{{"", "all", "0", "", "", "", "", "0"}}, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestActionFilter(t *testing.T) {
	t.Parallel()
	a := action("1", meeting.AtRisk)
	problem := action("2", meeting.AtRisk)
	problem.Problem = true
	tests := map[string]struct {
		filter meeting.ActionFilter
		want   [2]bool
	}{
		"none":             {meeting.ActionFilter{}, [2]bool{true, true}},
		"in another case":  {meeting.ActionFilter{Agency: "COUNCIL", Status: "At risk"}, [2]bool{true, true}},
		"of another owner": {meeting.ActionFilter{Owner: "Housing"}, [2]bool{}},
		"problems":         {meeting.ActionFilter{Problems: true}, [2]bool{false, true}},
	}
	for name, tt := range tests {
		if got := [2]bool{tt.filter.Takes(a), tt.filter.Takes(problem)}; got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// Templates suggest for what a zone holds, most of it first, and an address that was left
// out needs an owner.
func ExampleSuggest() {
	templates := []rtm.Actions{
		{Factor: "pub", Actions: []rtm.Action{{FourP: "Prevent", Agency: "Licensing", Does: "Review closing hours"}}},
		{Factor: "takeaway", Actions: []rtm.Action{{FourP: "Protect", Agency: "Council", Does: "Taxi marshals"}, {FourP: "Prevent", Agency: "Licensing", Does: "Review closing hours"}}},
		{Factor: "school", Actions: []rtm.Action{{FourP: "Prepare", Agency: "Council", Does: "Watch the gate"}}},
	}
	s := meeting.Suggestions{Actions: meeting.Suggest("Quay Street", "primary", map[string]int{"pub": 2, "takeaway": 3}, templates)}
	s.Problems = []meeting.ProblemAddress{{Place: "St Wyn", Reason: "a hospital"}}
	for _, row := range s.Table().Rows {
		fmt.Println(strings.Join(row, " | "))
	}
	// Output:
	// Quay Street | primary | Protect | Council | Taxi marshals | 3 takeaways in the zone
	// Quay Street | primary | Prevent | Licensing | Review closing hours | 3 takeaways and 2 pubs in the zone
	// St Wyn | left out |  | needs an owner | solve the problem at its source | a hospital
}
