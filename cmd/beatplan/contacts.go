package main

import (
	"context"

	"beatplan/internal/app"
)

type contactsCommands struct {
	List   listContactsCommand  `cmd:"" default:"1" help:"List the contacts."`
	Set    setContactCommand    `cmd:"" help:"Set a contact: a new one, or a new version."`
	Retire retireContactCommand `cmd:"" help:"Retire a contact."`
}

type listContactsCommand struct{}

// Run lists the contacts.
func (listContactsCommand) Run(ctx context.Context, g *globals, out *output) error {
	return listAll(ctx, g, out, "contacts", func(s *session) ([]app.Contact, error) { return s.Contacts(ctx) }, func(c app.Contact) []any {
		editions := "police and partners"
		if c.PoliceOnly {
			editions = "police"
		}
		return []any{c.Name, c.Version, editions, c.For, c.Who}
	})
}

type setContactCommand struct {
	Name       string `arg:"" help:"What it is set and retired by, as duty-inspector."`
	For        string `required:"" help:"What people ask it for: Tonight." placeholder:"TEXT"`
	Who        string `required:"" help:"The role and how to reach it, never a person: duty inspector, Southend." placeholder:"TEXT"`
	PoliceOnly bool   `help:"Not in partner editions."`
}

// Run sets a contact.
func (c setContactCommand) Run(ctx context.Context, g *globals, out *output) error {
	return setOne(ctx, g, out, func(s *session) (app.Contact, error) {
		return s.SetContact(ctx, app.Contact{Name: c.Name, For: c.For, Who: c.Who, PoliceOnly: c.PoliceOnly})
	}, func(c app.Contact) (string, int) { return c.Name, c.Version })
}

type retireContactCommand struct{ retiring }

// Run retires a contact.
func (c retireContactCommand) Run(ctx context.Context, g *globals, out *output) error {
	return c.retire(ctx, g, out, func(s *session) error { return s.RetireContact(ctx, c.Name) })
}
