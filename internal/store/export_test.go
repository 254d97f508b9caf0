package store

// Statements returns the statements of every table that imports fill: those that
// create the temporary tables, and the others.
func Statements() (creates, others []string) {
	for _, t := range tables() {
		creates = append(creates, t.create(false))
		others = append(others, t.some(""), t.same(""), t.supersede(""), t.insert(), t.remove(), t.forget(), t.restore(), t.count())
	}
	return creates, append(others, markPiles("offences", "month = @month"), markPiles("new_offences", "true"))
}
