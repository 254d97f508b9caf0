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
RUN useradd --system --create-home beatplan
USER beatplan
COPY --from=program /beatplan /usr/local/bin/beatplan
EXPOSE 8080
# Serving others asks for --allow-unauthenticated and --host, which are for whoever runs this to say.
ENTRYPOINT ["beatplan"]
CMD ["serve", "--listen", "0.0.0.0:8080"]
