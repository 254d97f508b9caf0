package api

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/labstack/echo/v4"

	"beatplan/internal/result"
)

// caching tells everybody on the way to keep nothing, and clients to keep what they get
// only if they ask each time whether it has changed.
func caching(next StrictHandlerFunc, _ string) StrictHandlerFunc {
	return func(c echo.Context, request any) (any, error) {
		policy := "no-store"
		if reads(c.Request()) {
			policy = "private, no-cache"
		}
		c.Response().Header().Set("Cache-Control", policy)
		return next(c, request)
	}
}

// reads reports whether a request changes nothing.
func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// asDocument makes what a client gets a document: the typed answers too, so that whatever
// is true of documents is true of all.
func asDocument(next StrictHandlerFunc, _ string) StrictHandlerFunc {
	return func(c echo.Context, request any) (any, error) {
		response, err := next(c, request)
		if err != nil || response == nil || !reads(c.Request()) || !strings.HasSuffix(reflect.TypeOf(response).Name(), "200JSONResponse") {
			return response, err
		}
		body, err := json.Marshal(response)
		return plainJSON(append(body, '\n')), err // as the answer to a POST ends
	}
}

// paged cuts the list in a document down to the page that is asked for.
func (a admission) paged(next StrictHandlerFunc, operation string) StrictHandlerFunc {
	l, lists := a.lists[strings.ToLower(operation)]
	if !lists {
		return next
	}
	return func(c echo.Context, request any) (any, error) {
		response, err := next(c, request)
		d, is := response.(document)
		if err != nil || !is || d.body == nil || d.job != "" {
			return response, err
		}
		if !d.cut {
			d.body, d.next, err = l.page(d.body, c.QueryParams())
		}
		if err == nil && len(l.csv) > 0 && wants(c.Request().Context(), "text/csv", "application/geo+json", "application/json") {
			d.contentType = "text/csv; charset=utf-8"
			d.body, err = l.table(d.body)
		}
		return d, err
	}
}

// withTag gives a document that a client gets an ETag, a hash of what is served, and a
// link to the next page. It makes and sends nothing that the client has.
func withTag(next StrictHandlerFunc, _ string) StrictHandlerFunc {
	return func(c echo.Context, request any) (any, error) {
		response, err := next(c, request)
		d, is := response.(document)
		if err != nil || !is || d.job != "" || !reads(c.Request()) {
			return response, err
		}
		tag := cmp.Or(d.tag, tagOf(d.body))
		if strings.Contains(c.Request().Header.Get("If-None-Match"), tag) {
			c.Response().Header().Set("ETag", tag)
			return nil, c.NoContent(http.StatusNotModified)
		}
		if d.draw != nil {
			if d, err = d.draw(c.Request().Context()); err != nil {
				return nil, err
			}
		}
		c.Response().Header().Set("ETag", tag)
		if d.next != "" {
			c.Response().Header().Set("Link", nextLink(c.Request().URL, d.next))
		}
		return d, nil
	}
}

// sent sends documents: typed answers were of operations that know no document.
func sent(next StrictHandlerFunc, _ string) StrictHandlerFunc {
	return func(c echo.Context, request any) (any, error) {
		response, err := next(c, request)
		if d, is := response.(document); err == nil && is {
			return nil, d.write(c.Response())
		}
		return response, err
	}
}

// nextLink returns the link to the page that begins at a cursor, RFC 8288.
func nextLink(of *url.URL, cursor string) string {
	next := url.URL{Path: of.Path, RawPath: of.RawPath}
	query := of.Query()
	query.Set("cursor", cursor)
	next.RawQuery = query.Encode()
	return "<" + next.String() + `>; rel="next"`
}

// tagOf returns the ETag of a document.
func tagOf(body []byte) string { return `"` + result.DigestOf(body) + `"` }

// matches reports whether If-Match fits a document.
func matches(ifMatch string, body []byte) bool {
	return strings.TrimSpace(ifMatch) == "*" || strings.Contains(ifMatch, tagOf(body))
}
