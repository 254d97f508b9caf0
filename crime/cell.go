package crime

import "github.com/uber/h3-go/v4"

// A CellTally is what was counted in one cell. With a clock, an offence in an
// interval counts with its share of the interval, so counts are not whole.
type CellTally struct {
	Count float64 // offences of the group
	Harm  float64 // their harm, days of imprisonment
	ASB   float64 // incidents of anti-social behaviour
}

// A CellValue is what a surface says of one cell.
type CellValue struct {
	Cell h3.Cell
	CellTally
	Risk *float64 // relative risk score, 1 under no influence; nil where the surface is a count
}
