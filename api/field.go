package api

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"

	"beatplan/internal/fault"
)

// A located error is about one field of a request's body, or one of its parameters.
type located struct {
	error
	at ProblemError
}

func (l located) Unwrap() error { return l.error }

// locate says where in a request an error is, as far as its message names a field that the
// operation takes: the one way from messages to JSON pointers.
func locate(err error, route *routers.Route) error {
	if kind := fault.Of(err); kind != fault.Invalid && kind != fault.Unprocessable {
		return err
	}
	way, says, found := fault.Field(err.Error())
	if !found {
		return err
	}
	at, name := ProblemError{Detail: line(says)}, strings.Split(way, "/")[0]
	switch pointer := "/" + way; {
	case inBody(route.Operation, name):
		at.Pointer = &pointer
	case takes(route.Operation.Parameters, name), takes(route.PathItem.Parameters, name):
		at.Parameter = &name
	default:
		return err
	}
	return located{err, at}
}

// takes reports whether a field is one of some parameters, in the path or the query.
func takes(parameters openapi3.Parameters, name string) bool {
	return slices.ContainsFunc(parameters, func(p *openapi3.ParameterRef) bool { return p.Value.Name == name })
}

// inBody reports whether a field is one of the body that an operation takes.
func inBody(o *openapi3.Operation, name string) bool {
	if o.RequestBody == nil {
		return false
	}
	body := o.RequestBody.Value.Content.Get("application/json")
	return body != nil && has(body.Schema.Value, name)
}

// has reports whether an object of a schema may have a member.
func has(s *openapi3.Schema, name string) bool {
	return s.Properties[name] != nil || slices.ContainsFunc(s.AllOf, func(part *openapi3.SchemaRef) bool { return has(part.Value, name) })
}
