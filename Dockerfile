# The map, the program, and a small system to run it on. PostGIS is not in it:
# name a database with --database-url (compose.yaml runs one beside it).
FROM node:22-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM golang:1.26-bookworm AS program
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=web /src/web/dist web/dist
RUN go build -trimpath -o /beatplan ./cmd/beatplan

FROM debian:bookworm-slim
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
