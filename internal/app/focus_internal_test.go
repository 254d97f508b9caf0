package app

import (
	"testing"

	"beatplan/crime"
	"beatplan/zones"
)

// What an operation says of premises decides what its focus areas are like, and its name does not.
func TestSettingsOf(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"nte", "ours"} {
		for premises, want := range map[bool]zones.Settings{true: zones.NightTimeEconomy(), false: zones.StreetRobbery()} {
			got := settingsOf(crime.Operation{Name: name, Areas: 10, Premises: premises}, ZoneSetRequest{})
			if got != want.WithBudget(10) {
				t.Errorf("%s, premises %t: %+v", name, premises, got)
			}
		}
	}
	if settingsOf(crime.Operation{Areas: 10, Premises: true}, ZoneSetRequest{AnyPlace: true}).Mask {
		t.Error("any place: premises still stand for hours")
	}
}
