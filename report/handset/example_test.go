package handset_test

import (
	"bytes"
	"fmt"
	"time"

	"beatplan/report/handset"
	"beatplan/report/sheet"
)

// friday is a plan of one stop.
func friday() (sheet.Plan, error) {
	return sheet.ReadPlan([]byte(`{"type":"FeatureCollection",
"plan":{"schema":"patrol-plan/1","id":"p-1","district":"Ostermouth","period":{"start":"2026-01-09T20:00:00Z","end":"2026-01-10T04:00:00Z"}},
"features":[
{"type":"Feature","id":"unit-1","geometry":{"type":"LineString","coordinates":[[0.71,51.538],[0.714,51.539]]},"properties":{"kind":"route","unit":"unit-1","name":"Unit 1","mode":"foot","shift_start":"2026-01-09T20:00:00Z","shift_end":"2026-01-10T04:00:00Z"}},
{"type":"Feature","id":"u1-s01","geometry":{"type":"Point","coordinates":[0.712,51.5381]},"properties":{"kind":"patrol_stop","unit":"unit-1","seq":1,"area":"HS-001","name":"High Street","arrive":"2026-01-09T20:10:00Z","depart":"2026-01-09T20:25:00Z","visit_no":1,"4E":["Engage"],"do":["walk it"],"why":["rank 1"]}}]}`), time.UTC)
}

func ExampleCSV() {
	plan, err := friday()
	if err != nil {
		fmt.Println(err)
		return
	}
	body, err := handset.CSV(plan)
	fmt.Printf("%s%v\n", bytes.ReplaceAll(body, []byte("\r"), nil), err)
	// Output:
	// stop_id,unit,unit_name,role,seq,kind,place_id,name,arrive,depart,minutes,arrive_from,arrive_to,visit,4E,4P,do,powers,why,longitude,latitude,decision
	// u1-s01,unit-1,Unit 1,,1,patrol_stop,HS-001,High Street,2026-01-09T20:10:00Z,2026-01-09T20:25:00Z,15,,,1,Engage,,walk it,,rank 1,0.712000,51.538100,Draft
	// <nil>
}

func ExampleCalendar() {
	plan, err := friday()
	if err != nil {
		fmt.Println(err)
		return
	}
	body, err := handset.Calendar(plan)
	for _, line := range bytes.Split(body, []byte("\r\n")) {
		if bytes.HasPrefix(line, []byte("DTSTART")) || bytes.HasPrefix(line, []byte("SUMMARY")) {
			fmt.Printf("%s\n", line)
		}
	}
	fmt.Println(err)
	// Output:
	// DTSTART:20260109T201000Z
	// SUMMARY:Unit 1: u1-s01 High Street
	// <nil>
}

func ExampleGPX() {
	plan, err := friday()
	if err != nil {
		fmt.Println(err)
		return
	}
	body, err := handset.GPX(plan)
	fmt.Println(bytes.Count(body, []byte("<rtept ")), "stop on", bytes.Count(body, []byte("<rte>")), "route", err)
	// Output:
	// 1 stop on 1 route <nil>
}
