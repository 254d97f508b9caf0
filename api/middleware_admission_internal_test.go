package api

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"beatplan/internal/fault"
)

// parsed is the contract, which takes a while to parse.
var parsed = sync.OnceValues(GetSpec)

func contract(t *testing.T) *openapi3.T {
	t.Helper()
	spec, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// TestLoads has what the contract says of each operation, and no word that means nothing.
func TestLoads(t *testing.T) {
	t.Parallel()
	a := newAdmission(contract(t))
	for operation, asks := range a.loads {
		if _, bounded := a.bounds[asks]; !bounded && asks != free {
			t.Errorf("%s has the load %q", operation, asks)
		}
	}
	for operation, want := range map[string]load{"listAreas": light, "listCells": heavy, "listSpots": heavy, "makePlan": work, "createImport": upload, "getReadiness": free} {
		if got := a.loads[strings.ToLower(operation)]; got != want {
			t.Errorf("%s is %q, want %q", operation, got, want)
		}
	}
}

// TestAdmit fills all places of a load, and asks for one more.
func TestAdmit(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		operation, prefer string
		places            int64
		kind              fault.Kind // of what one more is told; empty: it is let in
	}{
		"light":           {"ListAreas", "", 10, fault.Unavailable},
		"heavy":           {"ListCells", "", 3, fault.Busy},
		"work":            {"MakePlan", "", 3, fault.Busy},
		"work of a count": {"TellHours", "", 3, fault.Busy},
		"work for a job":  {"MakePlan", "respond-async", 3, ""},
		"jobs":            {"GetJob", "", 4, fault.Unavailable},
		"free":            {"GetReadiness", "", 20, ""},
		"a file received": {"CreateImport", "", 4, fault.Busy},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAdmission(contract(t))
			for asks, b := range a.bounds {
				b.turn = 50 * time.Millisecond
				a.bounds[asks] = b
			}
			in, leave := make(chan bool), make(chan bool)
			call := func(prefer string, do StrictHandlerFunc) error {
				r := httptest.NewRequest(http.MethodGet, "/", nil)
				r.Header.Set("Prefer", prefer)
				_, err := a.admit(do, tt.operation)(echo.New().NewContext(r, httptest.NewRecorder()), nil)
				return err
			}
			for range tt.places {
				go call("", func(echo.Context, any) (any, error) { //nolint:errcheck // it waits
					in <- true
					<-leave
					return nil, nil
				})
				<-in
			}
			ran := false
			err := call(tt.prefer, func(echo.Context, any) (any, error) { ran = true; return nil, nil })
			if tt.operation == "TellHours" && !strings.Contains(fmt.Sprint(err), "three other pieces of work are under way") {
				t.Errorf("one more is told %v", err)
			}
			if fault.Of(err) != tt.kind || ran != (tt.kind == "") {
				t.Errorf("one more than %d: %v, ran %t; want kind %q", tt.places, err, ran, tt.kind)
			}
			close(leave)
		})
	}
}

// TestLimit has a request whose time is up: what it is told is no defect.
func TestLimit(t *testing.T) {
	t.Parallel()
	a := newAdmission(contract(t))
	_, err := a.admit(func(c echo.Context, _ any) (any, error) {
		until, bounded := c.Request().Context().Deadline()
		if !bounded || time.Until(until) > time.Minute {
			t.Errorf("until %v, %t", until, bounded)
		}
		return nil, context.DeadlineExceeded
	}, "ListCells")(echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()), nil)
	if p := problem(busy(err)); p.Status != http.StatusServiceUnavailable || !strings.Contains(p.Detail, "ask for a smaller area") {
		t.Errorf("%+v", p)
	}
}

// TestSend has large answers on their way to readers who do not read.
func TestSend(t *testing.T) {
	t.Parallel()
	a := newAdmission(contract(t))
	ask := func(size int) (document, error) {
		response, err := a.send(func(echo.Context, any) (any, error) { return geoJSON(make([]byte, size)), nil }, "ListCells")(
			echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()), nil)
		d, _ := response.(document)
		return d, err
	}
	first, err := ask(2 * mostSending) // larger than all there may be: it goes alone
	if err != nil || first.sent == nil {
		t.Fatalf("the first: %v", err)
	}
	if _, err := ask(largeAnswer); fault.Of(err) != fault.Busy {
		t.Errorf("a large one beside it: %v", err)
	}
	if _, err := ask(largeAnswer - 1); err != nil {
		t.Errorf("a small one beside it: %v", err)
	}
	if err := first.write(httptest.NewRecorder()); err != nil {
		t.Fatal(err)
	}
	if _, err := ask(largeAnswer); err != nil {
		t.Errorf("a large one after it: %v", err)
	}
}
