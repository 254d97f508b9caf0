package rtm_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"beatplan/rtm"
)

// pubStreet is the street of the package's example: 40 cells with a pub, and 28 robberies.
func pubStreet() (cells []orb.Point, pub []rtm.Factor, robberies []float64) {
	robberies = make([]float64, 40)
	for i := range robberies {
		cells = append(cells, orb.Point{100 * float64(i), 0}) // metres
	}
	copy(robberies[8:], []float64{3, 5, 6, 4, 3})
	robberies[2], robberies[20], robberies[27], robberies[35] = 2, 1, 2, 2
	return cells, []rtm.Factor{{Name: "pub", Features: []orb.Point{{1000, 0}}, Reaches: rtm.Ladder(200, true, 2)}}, robberies
}

// fitted is the model of the street's robberies.
func fitted() (*rtm.Model, *rtm.Design, []float64) {
	cells, pub, robberies := pubStreet()
	design, err := rtm.NewDesign(cells, pub)
	if err != nil {
		panic(err)
	}
	model, err := rtm.Fit(design, robberies, rtm.Settings{})
	if err != nil {
		panic(err)
	}
	return model, design, robberies
}

func ExampleNewDesign() {
	cells, pub, _ := pubStreet()
	design, err := rtm.NewDesign(cells, pub)
	for _, v := range design.Variables() {
		fmt.Println(v.Name())
	}
	fmt.Println(err)
	_, err = rtm.NewDesign(nil, pub)
	fmt.Println(err)
	// Output:
	// pub_p100
	// pub_p200
	// pub_p300
	// pub_p400
	// <nil>
	// no cells to model: take another area
}

func ExampleDesign_Variables() {
	_, design, _ := fitted()
	for _, v := range design.Variables() {
		fmt.Printf("%s by %s, %g m\n", v.Factor, v.Influence, v.Reach)
	}
	// Output:
	// pub by proximity, 100 m
	// pub by proximity, 200 m
	// pub by proximity, 300 m
	// pub by proximity, 400 m
}

func ExampleDesign_Has() {
	_, design, _ := fitted()
	fmt.Println(design.Has("pub"), design.Has("school"))
	// Output: true false
}

func ExampleDesign_Protect() {
	_, design, _ := fitted()
	design.Protect([]string{"pub"})
	fmt.Println(design.Variables()[0].Protective)
	// Output: true
}

func ExampleFit() {
	cells, pub, robberies := pubStreet()
	design, err := rtm.NewDesign(cells, pub)
	if err != nil {
		fmt.Println(err)
		return
	}
	model, err := rtm.Fit(design, robberies, rtm.Settings{})
	fmt.Println(model.Terms[0].Name(), model.Family, err)
	_, err = rtm.Fit(design, make([]float64, len(cells)), rtm.Settings{})
	fmt.Println(err)
	// Output:
	// pub_p200 nbii <nil>
	// no events in 40 cells: take a longer period, a wider offence group or a larger area
}

// The counts of the street scatter no more than Poisson's do.
func ExampleFitAll() {
	_, design, robberies := fitted()
	models, err := rtm.FitAll(design, robberies, rtm.Settings{Families: []rtm.Family{rtm.Poisson, rtm.NBII}})
	for _, m := range models {
		fmt.Printf("%s: BIC %.1f\n", m.Family, m.BIC)
	}
	fmt.Println(err)
	// Output:
	// poisson: BIC 66.1
	// nbii: BIC 66.6
	// <nil>
}

func ExampleBest() {
	fmt.Println(rtm.Best([]*rtm.Model{{Family: rtm.Poisson, BIC: 66.6}, {Family: rtm.NBII, BIC: 70.2}}).Family)
	// Output: poisson
}

// 0.17 robberies are expected in a cell under no influence, and 26 times as many at the pub.
func ExampleModel_Base() {
	model, _, _ := fitted()
	fmt.Printf("%.2f\n", model.Base().RRV)
	// Output: 0.17
}

func ExampleModel_Scores() {
	model, design, _ := fitted()
	scores, err := model.Scores(design)
	fmt.Printf("at the pub %.1f, far from it %.1f, %v\n", scores[10], scores[30], err)
	// Output: at the pub 26.1, far from it 1.0, <nil>
}

func ExampleModel_Expected() {
	model, design, _ := fitted()
	expected, err := model.Expected(design, nil)
	total := 0.0
	for _, e := range expected {
		total += e
	}
	fmt.Printf("%.1f at the pub, %.0f in all; %v\n", expected[10], total, err)
	// Output: 4.4 at the pub, 28 in all; <nil>
}

// These counts scatter no more than Poisson's do, so that a cell's own says nothing beyond
// the model.
func ExampleModel_Posterior() {
	_, design, robberies := fitted()
	model, err := rtm.Fit(design, robberies, rtm.Settings{Families: []rtm.Family{rtm.NB2}})
	if err != nil {
		fmt.Println(err)
		return
	}
	posterior, err := model.Posterior(design, robberies, nil)
	fmt.Printf("%.2f with 6 robberies, %.2f with 3; %v\n", posterior[10], posterior[8], err)
	// Output: 4.20 with 6 robberies, 4.20 with 3; <nil>
}

// Robberies do not follow the number of residents here, so the other exposure has the
// lower BIC.
func ExampleModel_BICUnder() {
	model, design, robberies := fitted()
	residents := make([]float64, len(robberies))
	for i := range residents {
		residents[i] = 1 + float64(i%7)
	}
	under, err := model.BICUnder(design, robberies, residents)
	fmt.Println(under > model.BIC, err)
	// Output: true <nil>
}

func ExampleModel_Residuals() {
	model, design, robberies := fitted()
	residuals, err := model.Residuals(design, robberies, nil)
	fmt.Printf("%.1f in the cell with 2 robberies and nothing near, %v\n", residuals[2], err)
	// Output: 3.6 in the cell with 2 robberies and nothing near, <nil>
}

func ExampleModel_Attributions() {
	model, design, _ := fitted()
	cells, pub, _ := pubStreet()
	reasons, err := model.Attributions(design, cells, pub, 11)
	for _, r := range reasons {
		fmt.Printf("%s: %.1f times, one at %.0f m\n", r.Name(), r.RRV, r.Distance)
	}
	fmt.Println(err)
	// Output:
	// pub_p200: 26.1 times, one at 100 m
	// <nil>
}

func ExampleModel_Bootstrap() {
	model, design, robberies := fitted()
	cells, _, _ := pubStreet()
	s, err := model.Bootstrap(design, robberies, rtm.Settings{Seed: 1}, rtm.Blocks(cells, 400), 50)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("chosen in %.0f%% of %d resamples: %s\n", 100*s.Factors[0].Share, s.Resamples, s.Factors[0].Name)
	// Output: chosen in 92% of 50 resamples: pub
}

func ExampleModel_Intervals() {
	model, design, robberies := fitted()
	cells, _, _ := pubStreet()
	intervals, err := model.Intervals(design, robberies, rtm.Settings{Seed: 1}, rtm.Blocks(cells, 400), 50)
	if err != nil {
		fmt.Println(err)
		return
	}
	i := intervals[0]
	fmt.Println(i.Name(), i.Low < model.Terms[0].RRV, i.High > model.Terms[0].RRV)
	// Output: pub_p200 true true
}

func ExampleModel_Robust() {
	model, design, robberies := fitted()
	cells, _, _ := pubStreet()
	se, err := model.Robust(design, robberies, nil, rtm.Blocks(cells, 400))
	fmt.Printf("%.2f allowing for likeness of cells, %.2f without; %v\n", se[0], model.Terms[0].SE, err)
	// Output: 0.48 allowing for likeness of cells, 0.56 without; <nil>
}

func ExampleCrossValidate() {
	_, design, robberies := fitted()
	cells, _, _ := pubStreet()
	cv, err := rtm.CrossValidate(design, robberies, rtm.Settings{}, rtm.Blocks(cells, 200))
	if err != nil {
		fmt.Println(err)
		return
	}
	events := 0
	for _, f := range cv.Folds {
		events += f.Events
	}
	fmt.Println(len(cv.Folds), "folds hold out", events, "robberies")
	// Output: 5 folds hold out 28 robberies
}

func ExampleActions_For() {
	a := rtm.Actions{Factor: "pub", Actions: []rtm.Action{
		{Agency: "Licensing", FourP: "Prevent", Does: "Review closing hours"},
		{Agency: "Police", FourP: "Pursue", Does: "Knife sweep", Groups: []string{"knife"}},
	}}
	fmt.Println(len(a.For("knife")), len(a.For("burglary")))
	// Output: 2 1
}

func ExampleActions_Validate() {
	fmt.Println(rtm.Actions{Factor: "pub", Actions: []rtm.Action{{Agency: "Licensing", FourP: "Prevent", Does: "Review closing hours"}}}.Validate())
	fmt.Println(rtm.Actions{Factor: "pub", Actions: []rtm.Action{{Agency: "Licensing", FourP: "Punish", Does: "Review closing hours"}}}.Validate())
	// Output:
	// <nil>
	// factor pub, action 1: "Punish" is none of Prevent, Pursue, Protect, Prepare
}

// What a kind of place leads to, as a proposal to talk about.
func ExampleDefaultActions() {
	for _, a := range rtm.DefaultActions() {
		if a.Factor == "pub" {
			for _, action := range a.For("knife") {
				fmt.Println(action.FourP, "by", action.Agency)
			}
		}
	}
	// Output:
	// Prevent by licensing authority
	// Protect by premises
	// Pursue by community policing team
	// Prepare by pubwatch and street pastors
	// Prevent by community policing team
}
