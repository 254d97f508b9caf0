package hotspot

// Covariates returns the standardised covariates of each cell that the prior mean of a
// forecast is fitted on.
func Covariates(t Training) [][]float64 {
	rows := t.rows(t.sums(0, len(t.Days)))
	covariates := make([][]float64, len(rows.of))
	for i, row := range rows.of {
		covariates[i] = rows.design(int(row))[1:]
	}
	return covariates
}
