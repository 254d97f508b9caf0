package main

import (
	"context"
	"io"

	"beatplan/geo"
	"beatplan/internal/app"
)

// A document makes what an answer exports as; nil: it exports as nothing.
type document func() ([]byte, error)

// written is a document that is there already.
func written(body []byte) document { return func() ([]byte, error) { return body, nil } }

// collected is a document of features, which are asked for where it is made.
func collected(ask func() (geo.Collection, error)) document {
	return func() ([]byte, error) {
		c, err := ask()
		if err != nil {
			return nil, err
		}
		return geoJSON(c)
	}
}

// hexagons is a document of cells, which are asked for where it is made.
func hexagons(ask func() (app.Hexagons, error)) document {
	return collected(func() (geo.Collection, error) {
		h, err := ask()
		if err != nil {
			return geo.Collection{}, err
		}
		return h.Collection()
	})
}

// answer opens the database, asks, puts the document of what comes into the file that
// the flags name, if they name one, and reports it. A file that could not be written
// is an error before anything is asked.
func answer[T any](ctx context.Context, g *globals, out *output, to exporting, ask func(*session) (T, document, error), text func(io.Writer, T)) error {
	if err := to.check(); err != nil {
		return err
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	found, made, err := ask(s)
	if err != nil {
		return err
	}
	if to.Output != "" && made != nil {
		body, err := made()
		if err != nil {
			return err
		}
		if err := to.write(body); err != nil {
			return err
		}
	}
	return to.beside(out).report(found, func(w io.Writer) { text(w, found) })
}

// answerFeatures is answer for what is written as GeoJSON alone.
func answerFeatures[T any](ctx context.Context, g *globals, out *output, to exporting, ask func(*session) (T, document, error), text func(io.Writer, T)) error {
	if err := to.endsIn(".geojson", ".json"); err != nil {
		return err
	}
	return answer(ctx, g, out, to, ask, text)
}

// answerRows is answer for features, which are written as the file's name says.
func answerRows[T any](ctx context.Context, g *globals, out *output, to tabular, ask func(*session) (T, geo.Collection, error), text func(io.Writer, T)) error {
	if err := to.check(); err != nil {
		return err
	}
	return answer(ctx, g, out, exporting(to), func(s *session) (T, document, error) {
		found, c, err := ask(s)
		return found, func() ([]byte, error) { return to.document(c) }, err
	}, text)
}

// answerAlone is answer for what exports as nothing.
func answerAlone[T any](ctx context.Context, g *globals, out *output, ask func(*session) (T, error), text func(io.Writer, T)) error {
	return answer(ctx, g, out, exporting{}, func(s *session) (T, document, error) {
		found, err := ask(s)
		return found, nil, err
	}, text)
}
