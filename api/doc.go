// Package api serves Beatplan over HTTP.
//
// openapi.yaml comes first: the routes, the parameters and the types in
// openapi.gen.go are made from it, every request is checked against it before a
// handler sees it, and the tests check every response against it. A handler
// parses, calls one function of package app, and maps. Errors leave as RFC 9457
// problems, by one table in problem.go.
//
// Echo is known to server.go, problem.go, the middleware and the generated code
// alone.
package api

//go:generate go tool -modfile=../tools/go.mod oapi-codegen -config oapi-codegen.yaml openapi.yaml
