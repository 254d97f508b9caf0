package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
)

// UnionRequest asks for an area that is made of others, such as a command of districts.
type UnionRequest struct {
	Name string       `json:"name"`
	Kind geo.AreaKind `json:"kind"` // beat, or any other; empty: command
	Code string       `json:"code"` // empty: made of the name
	Of   []string     `json:"of"`   // areas, each as Area takes it
}

// MakeArea makes an area of others and loads it. Making it again of others replaces it.
func (m *Importer) MakeArea(ctx context.Context, a *App, r UnionRequest) (study.AreaRef, error) {
	made, err := a.union(ctx, r)
	if err != nil {
		return study.AreaRef{}, err
	}
	from := made.Name + ": " + strings.Join(r.Of, ", ")
	if _, err := m.Areas(ctx, Made(from, result.Digest(made), []geo.Area{made})); err != nil {
		return study.AreaRef{}, err
	}
	return study.Ref(made), nil
}

// union returns an area made of others. A command is made of whole districts.
func (a *App) union(ctx context.Context, r UnionRequest) (geo.Area, error) {
	r.Kind = cmp.Or(r.Kind, geo.Command)
	made := geo.Area{Kind: r.Kind, Code: strings.TrimSpace(r.Code), Name: strings.Join(strings.Fields(r.Name), " "), Invented: true}
	if err := fault.Text("name", r.Name); err != nil {
		return made, err
	}
	switch {
	case made.Name == "":
		return made, fault.New(fault.Unprocessable, "name: say what it is called")
	case len(r.Of) == 0:
		return made, fault.New(fault.Unprocessable, "of: name the areas that it is made of")
	}
	var parts []geo.Area
	for _, name := range r.Of {
		part, err := a.Area(ctx, name)
		if err != nil {
			return made, err
		}
		same := func(p geo.Area) bool { return p.Kind == part.Kind && p.Code == part.Code }
		switch {
		case slices.ContainsFunc(parts, same):
			return made, fault.New(fault.Unprocessable, "of: %s is named twice", part.Name)
		case r.Kind == geo.Command && part.Kind != geo.District:
			return made, fault.New(fault.Unprocessable, "of: %s is a %s, and a command is made of districts", part.Name, part.Kind)
		}
		made.Invented = made.Invented && part.Invented
		parts = append(parts, part)
	}
	if made.Code == "" {
		made.Code = codeOf(made.Name)
	}
	var err error
	made.Land, err = a.store.UnionOf(ctx, parts)
	return made, err
}

// codeOf makes a code of a name: chelmsford-and-maldon.
func codeOf(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "-")
}
