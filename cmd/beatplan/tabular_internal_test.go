package main

import (
	"testing"

	"beatplan/geo"
)

func TestRowsAreThePropertiesInOrder(t *testing.T) {
	t.Parallel()
	type row struct {
		Name  string   `json:"name"`
		Harm  float64  `json:"harm"`
		Q     *float64 `json:"q"`
		Hot   bool     `json:"hot"`
		Cells []string `json:"cells"`
	}
	q := 0.25
	got, err := rows([]geo.Feature{
		{Properties: row{`A "quoted", name`, 1.5, &q, true, []string{"a", "b"}}},
		{Properties: row{Name: "B"}},
	})
	want := "name,harm,q,hot,cells\n" + `"A ""quoted"", name",1.5,0.25,true,"[""a"",""b""]"` + "\nB,0,,false,\n"
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
}
