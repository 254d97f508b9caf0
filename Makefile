# Beatplan's tasks. `make run` and `make test` are all that a new machine needs.

LISTEN ?= 127.0.0.1:8080

map := web/dist/index.html
npm := npm --prefix web

placeholder := <!doctype html><title>Beatplan</title><p>The map is not built: make build</p>

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

run: need build ## load Demoshire and serve the map at http://127.0.0.1:8080
	bin/beatplan serve --demoshire --listen $(LISTEN)

build: need $(map) ## bin/beatplan, with the map in it
	go build -o bin/beatplan ./cmd/beatplan

test test-long cover: export TMPDIR = $(shell scripts/scratch)

test: need-test build ## the tests: Go (on each PostgreSQL that is installed), TypeScript, browser: ten minutes on two cores
	scripts/versions go test -vet=off -ldflags=-w -timeout 20m ./... # make lint vets; nobody debugs these programs
	$(npm) test

test-long: need-test build ## the Go tests with long simulations and large data, and the journeys by keyboard and touch
	BEATPLAN_LONG=1 go test -timeout 60m ./...
	$(npm) run test:long

cover: need-test ## the share of its statements that each package's tests run
	scripts/cover

lint: need web/node_modules ## the rules on imports and style, and on api/openapi.yaml
	go tool -modfile=tools/go.mod golangci-lint run
	REDOCLY_SUPPRESS_UPDATE_NOTICE=true web/node_modules/.bin/redocly lint api/openapi.yaml
	web/node_modules/.bin/spectral lint --fail-severity=error api/openapi.yaml
	$(npm) run lint

screenshots: need-test build ## docs/screenshots, from the running program with Demoshire
	$(npm) run screenshots

bench: need-test build ## benchmarks, each beside its baseline; BASE=COMMIT compares with that commit, PKG= says of what
	scripts/bench $(BASE)
	scripts/bench-map $(BASE)
	scripts/pyvrp

fuzz: need-test ## every parser against strange input, 30 s each
	scripts/fuzz 30s

truth: need-test ## whether models find what is planted in Demoshire: docs/truth.md
	go run ./cmd/truth -o docs/truth.md

drill: build ## what becomes of a server when callers, networks and databases misbehave
	go run ./cmd/drill

bench-tiles: build ## tiles of a million offences, beside pg_tileserv where it is on the PATH
	go run ./cmd/benchtiles

generate: need web/node_modules ## code from api/openapi.yaml
	go generate ./...
	$(npm) run generate

need need-test:
	@scripts/$(subst -, --,$@)

# npm leaves a stamp in node_modules that tells which lock file it has installed.
web/node_modules: web/node_modules/.package-lock.json
web/node_modules/.package-lock.json: web/package-lock.json
	$(npm) ci --no-audit --no-fund
	@touch $@

# The map is built again when anything of it has changed. Vite empties the
# directory: the placeholder, which lets Go build without Node, goes back there.
$(map): web/node_modules/.package-lock.json $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' 2>/dev/null)
	$(npm) run build
	@touch $@
	@echo '$(placeholder)' >web/dist/placeholder.html

.PHONY: help run build test test-long cover lint screenshots bench fuzz truth drill bench-tiles generate need need-test
