package ingest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

const (
	ratingsXML = `<?xml version="1.0"?><FHRSEstablishment><Header><ExtractDate>2025-08-01</ExtractDate></Header><EstablishmentCollection>` +
		`<EstablishmentDetail><FHRSID>900001</FHRSID><BusinessName>Test &amp; Kebab</BusinessName><BusinessType>Takeaway/sandwich shop</BusinessType><BusinessTypeID>7844</BusinessTypeID>` +
		`<AddressLine1>1 High Street</AddressLine1><AddressLine2>Westham</AddressLine2><PostCode>SS99 9ZZ</PostCode><RatingValue>4</RatingValue>` +
		`<LocalAuthorityEmailAddress>food@westham.example</LocalAuthorityEmailAddress><Scores><Hygiene>5</Hygiene></Scores>` +
		`<Geocode><Longitude>0.65</Longitude><Latitude>51.55</Latitude></Geocode></EstablishmentDetail></EstablishmentCollection></FHRSEstablishment>`
	ratingJSON = `{"FHRSID":900001,"BusinessName":"Test & Kebab","BusinessType":"Takeaway/sandwich shop","BusinessTypeID":7844,"AddressLine1":"1 High Street","AddressLine2":"Westham","AddressLine3":null,` +
		`"PostCode":"SS99 9ZZ","RatingValue":"4","LocalAuthorityEmailAddress":"food@westham.example","Scores":{"Hygiene":5},"Geocode":{"Longitude":"0.65","Latitude":"51.55"}}`
	ratingsCSV = "FHRSID,BusinessName,BusinessType,BusinessTypeID,AddressLine1,AddressLine2,PostCode,LocalAuthorityEmailAddress,Longitude,Latitude\n" +
		"900001,Test & Kebab,Takeaway/sandwich shop,7844,1 High Street,Westham,SS99 9ZZ,food@westham.example,0.65,51.55\n"
)

func ratings(t testing.TB, text string) *ingest.File[geo.Site] {
	t.Helper()
	m, err := ingest.KnownMapping("fhrs")
	if err != nil {
		t.Fatal(err)
	}
	return ingest.Sites(ingest.Body("ratings", strings.NewReader(text)), t.TempDir(), m)
}

func TestFoodStandardsAgency(t *testing.T) {
	t.Parallel()
	want := "900001 | Test & Kebab | takeaway | 0.6500 51.5500 | open  | until  | unknown people | []"
	for name, text := range map[string]string{
		"XML": ratingsXML, "CSV": ratingsCSV,
		"JSON":       `{"FHRSEstablishment":{"Header":{},"EstablishmentCollection":[` + ratingJSON + `]}}`,
		"older JSON": `{"FHRSEstablishment":{"EstablishmentCollection":{"EstablishmentDetail":[` + ratingJSON + `]}}}`,
		"the API's":  `{"establishments":[` + strings.Replace(ratingJSON, "Geocode", "geocode", 1) + `]}`,
		"another's":  "FHRSID,Name,Business Type,Address,Postcode,Longitude,Latitude\n900001,Test & Kebab,Takeaway/sandwich shop,\"1 High Street, Westham\",SS99 9ZZ,0.65,51.55\n",
	} {
		f := ratings(t, text)
		rows, err := read(f)
		if err != nil || len(rows) != 1 {
			t.Errorf("%s: %+v, %v, %q", name, rows, err, rejects(t, f))
			continue
		}
		if diff := cmp.Diff(want, toldSite(rows[0])); diff != "" || rows[0].Address != "1 High Street, Westham, SS99 9ZZ" {
			t.Errorf("%s: at %q: %s", name, rows[0].Address, diff)
		}
	}
}

func TestRatingsThatAreNot(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		ratingsXML[:200]: "cut short or damaged", `{"establishments":[]}`: "it has no establishment",
		`{"FHRSEstablishment":{"EstablishmentCollection":7}}`: "EstablishmentCollection is no list", `{"establishments":[`: "the Food Standards Agency's ratings",
		"<!DOCTYPE x><FHRSEstablishment/>": "document type",
	} {
		_, err := read(ratings(t, text))
		isOneLine(t, err, fault.Invalid, want)
	}
}

func FuzzEstablishments(f *testing.F) {
	f.Add(ratingsXML)
	f.Add(`{"establishments":[` + ratingJSON + `]}`)
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := read(ratings(t, text))
		for _, r := range rows {
			if err == nil && (r.ID == "" || r.Category == "") {
				t.Errorf("%+v", r)
			}
		}
	})
}

func TestNaPTAN(t *testing.T) {
	t.Parallel()
	m, err := ingest.KnownMapping("naptan")
	if err != nil {
		t.Fatal(err)
	}
	const header = "ATCOCode,NaptanCode,CommonName,CommonNameLang,ShortCommonName,ShortCommonNameLang,Landmark,Street,Indicator,LocalityName,ParentLocalityName,GrandParentLocalityName,Town,Easting,Northing,Longitude,Latitude,StopType,Status\n"
	f := ingest.Sites(ingest.Body("Stops.csv", strings.NewReader(header+
		"990000002,,Old Stop,,,,,,,Westham,,,,588000,186000,,,BCT,inactive\n"+
		"990000001,,High Street,,,,,,,Westham,,,,588000,186000,,,BCT,active\n9100WSTHM,,Westham Rail Station,,,,,,,Westham,,,,588100,186100,,,RLY,active\n"+
		"990000TX1,,Station,,,,,,,Westham,,,,588100,186120,,,TXR,active\n990000BS1,,Bus Station,,,,,,,Westham,,,,588200,186120,,,BST,active\n")), t.TempDir(), m)
	rows, err := read(f)
	if _, rejected := f.Ended(); rejected > 0 || !slices.Contains(f.Notes(), "1 row left out: the site is no longer there") {
		t.Errorf("%d rejected, notes %q; want that a stop is no longer there", rejected, f.Notes())
	}
	var got []string
	for _, r := range rows {
		got = append(got, r.Category+" "+r.Name)
	}
	if diff := cmp.Diff([]string{"bus-stop High Street", "station Westham Rail Station", "taxi-rank Station", "bus-station Bus Station"}, got); diff != "" || err != nil {
		t.Errorf("%v: %s", err, diff)
	}
}

// FuzzNaPTAN reads the stops of the national register, of which the program knows the layout.
func FuzzNaPTAN(f *testing.F) {
	m, err := ingest.KnownMapping("naptan")
	if err != nil {
		f.Fatal(err)
	}
	f.Add("990000001,High Street,588000,186000,0.7,51.5,BCT,active\n")
	f.Add("990000001,\"High\n Street\",,,,,RSE,\n990000001,,,,,,,\n")
	f.Fuzz(func(t *testing.T, rows string) {
		file := ingest.Sites(ingest.Body("stops.csv", strings.NewReader("ATCOCode,CommonName,Easting,Northing,Longitude,Latitude,StopType,Status\n"+rows)), "", m)
		found, err := read(file)
		if err != nil {
			return
		}
		for _, s := range found {
			if s.ID == "" || s.Category == "" || s.At != nil && !geo.OnGlobe(*s.At) {
				t.Errorf("%+v", s)
			}
		}
	})
}
