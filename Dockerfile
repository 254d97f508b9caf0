# The map, the program, and a small system to run it on. PostGIS is not in it:
# name a database with --database-url (compose.yaml runs one beside it).
# Images are named by tag and digest: docs/operations.md says how to renew them.
FROM node:22-bookworm-slim@sha256:43ac6c60b8f89723f746e8a92ce91abd5017e627ce1ddfe4238355d3a30b772c AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM golang:1.26-bookworm@sha256:a688600ca24f8a4d3ca77f95b0dd40704a9fc787c826660eb7ba0b641b8b175d AS program
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=web /src/web/dist web/dist
RUN go build -trimpath -o /beatplan ./cmd/beatplan

FROM debian:bookworm-slim@sha256:3783cc01769c7b2b1b83a5c5ad96c815348e28ed7da68e2e3687004faa906251
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /var/lib/beatplan beatplan
USER beatplan
ENV BEATPLAN_DATA_DIR=/var/lib/beatplan
VOLUME /var/lib/beatplan
COPY --from=program /beatplan /usr/local/bin/beatplan
EXPOSE 8080
# Of the server; a worker or a command that ends has none to ask (compose.yaml turns it off there).
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
# Serving others asks for --allow-unauthenticated and --host, which are for whoever runs this to
# say: without arguments the program explains itself.
ENTRYPOINT ["beatplan"]
CMD ["--help"]
