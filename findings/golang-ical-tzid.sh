#!/bin/sh
# golang-ical writes a start with a time zone as UTC, and that time zone beside it.
#
# A shift begins at 22:00 in London on 4 July 2025, which is 21:00 UTC. With TZID the
# digits are those of a clock in London, and RFC 5545, 3.2.19 forbids TZID on a time in
# UTC. A reader that goes by the digits is an hour early, from March to October alone.
set -eu
version=v0.3.4
cd "$(mktemp -d)"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"time"
	_ "time/tzdata"

	ics "github.com/arran4/golang-ical"
)

func main() {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	calendar := ics.NewCalendar()
	shift := calendar.AddEvent("shift@example.org")
	shift.SetStartAt(time.Date(2025, time.July, 4, 22, 0, 0, 0, london), ics.WithTZID("Europe/London"))
	fmt.Print(calendar.Serialize())
}
GO
go mod init finding >/dev/null 2>&1
go get "github.com/arran4/golang-ical@$version" >/dev/null 2>&1
seen=$(go run . | tr -d '\r' | grep '^DTSTART')
echo "golang-ical $version"
echo "expected: DTSTART;TZID=Europe/London:20250704T220000"
echo "seen:     $seen"
[ "$seen" = 'DTSTART;TZID=Europe/London:20250704T210000Z' ]
