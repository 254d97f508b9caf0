package app

import (
	"context"
	"strings"

	"beatplan/internal/fault"
)

// A Contact is whom to ask, by role: it is printed on briefings and orders.
type Contact struct {
	Name       string `json:"name"` // of the setting: duty-inspector
	Version    int    `json:"version"`
	For        string `json:"for"` // what people ask for: Tonight
	Who        string `json:"who"` // the role, and how to reach it; never a person
	PoliceOnly bool   `json:"police_only"`
}

// contactSetting is the contacts by role, with those that everybody in the country has.
func contactSetting() setting[Contact] {
	return setting[Contact]{
		kind: "contact",
		builtIn: []Contact{
			{Name: "danger", Version: 1, For: "Danger now", Who: "999"},
			{Name: "later", Version: 1, For: "Not urgent", Who: "101, or the force's website"},
			{Name: "unnamed", Version: 1, For: "Without a name", Who: "Crimestoppers, 0800 555 111"},
		},
		name: func(c *Contact) (*string, *int) { return &c.Name, &c.Version },
	}
}

// Contacts returns the contacts in force, by name.
func (a *App) Contacts(ctx context.Context) ([]Contact, error) {
	return contactSetting().inForce(ctx, a.store)
}

// SetContact puts a contact in force: a new one, or a new version.
func (a *App) SetContact(ctx context.Context, c Contact) (Contact, error) {
	for field, text := range map[string]string{"name": c.Name, "for": c.For, "who": c.Who} {
		if strings.TrimSpace(text) == "" {
			return c, fault.New(fault.Unprocessable, "%s: say it in a few words", field)
		}
		if err := fault.Text(field, text); err != nil {
			return c, err
		}
	}
	return contactSetting().set(ctx, a.store, c, a.principal)
}

// RetireContact ends a contact.
func (a *App) RetireContact(ctx context.Context, name string) error {
	return contactSetting().retire(ctx, a.store, name, a.principal)
}
