package ingest

import "testing"

func TestLooksPersonal(t *testing.T) {
	t.Parallel()
	tests := map[bool][]string{
		true: {
			"Victim Name", "VictimName", "victimName", "VICTIMNAME", "SuspectDOB", "Suspect1", "Suspects", "DateOfBirth", "DATEOFBIRTH", "D.O.B.", "DOB",
			"Officer Name", "OfficerName", "Name", "Ethnicity", "SelfDefinedEthnicity", "Phone", "MobileNo", "E-mail Email", "NI Number", "Nominal Ref",
			"Injured Person", "Caller", "PNC ID", "VRM", "Home Address", "Postcode", "Gender",
		},
		false: {
			"Crime Number", "CrimeRef", "Street Name", "StreetName", "Place Name", "Neighbourhood Name", "Force Name", "LSOA name", "Offence", "DateFrom",
			"Suspected Drugs", "DV Flag", "E", "N", "Beat Code", "Location", "X", "Time.From", "A.B.C. 1", "aB",
		},
	}
	for want, columns := range tests {
		for _, column := range columns {
			if got := looksPersonal(column); got != want {
				t.Errorf("%s: %t, want %t", column, got, want)
			}
		}
	}
}
