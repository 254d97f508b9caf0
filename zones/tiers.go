package zones

// tier gives areas, by rank, their tiers: by the budget of their district, and by
// that of the force where there are several districts.
func (g *Ground) tier(areas []*Area, budget, force PerTier[int]) {
	for d := range g.in.Districts {
		var own []*Area
		for _, a := range areas {
			if a.district == d {
				own = append(own, a)
			}
		}
		for i, t := range g.tiersOf(own, budget, len(own)) {
			own[i].DistrictTier = t
		}
	}
	if len(g.in.Districts) == 1 {
		for _, a := range areas {
			a.Tier = a.DistrictTier
		}
		return
	}
	for i, t := range g.tiersOf(areas, force, budget.Primary) {
		areas[i].Tier = t
	}
}

// tiersOf returns the tier of each area, given by rank. A tier ends when its budget
// is used up or an area has too few offences a month for it, and is not opened
// again. A district has no more primary areas than most: the next ones are one
// tier lower, which ends nothing. Empty is beyond the budget. An area whose tier
// people have set, with a reason, keeps it and uses up the budget of that tier.
func (g *Ground) tiersOf(areas []*Area, budget PerTier[int], most int) []Tier {
	names := tiers()
	least := g.in.Settings.Least
	left := [...]int{budget.Primary, budget.Secondary, budget.Tertiary}
	primaries := map[int]int{} // of each district
	given := make([]Tier, len(areas))
	for i, a := range areas {
		for t, name := range names {
			if a.TierWhy != "" && a.Tier == name {
				given[i] = name
				left[t] = max(0, left[t]-1)
			}
		}
	}
	open := 0
	for i, a := range areas {
		if given[i] != "" {
			continue
		}
		for open < len(names) && (left[open] == 0 || a.Rate < least.of(open)) {
			if a.Included != "" && a.Rate < least.of(len(names)-1) {
				break // people included it: it ends no tier for the others
			}
			open++
		}
		tier := open
		if tier == 0 && primaries[a.district] >= most {
			for tier = 1; tier < len(names) && left[tier] == 0; tier++ {
			}
		}
		switch {
		case tier < len(names) && left[tier] > 0 && a.Rate >= least.of(tier):
			given[i] = names[tier]
			left[tier]--
			if tier == 0 {
				primaries[a.district]++
			}
		case a.Included != "":
			given[i] = Tertiary
		}
	}
	return given
}

// Rebudget gives the areas of a set their tiers anew by other budgets, of a
// district and of a force. Areas that were beyond the budget come back, and those
// beyond the new one are left out. A tier that people set with a reason stays.
func (s Set) Rebudget(g *Ground, budget, force PerTier[int]) (Set, error) {
	settings := g.in.Settings
	settings.Budget, settings.Force = budget, force
	largest, err := g.in.Districts[0].Lattice.AreaOf(0)
	if err != nil {
		return s, err
	}
	if err := settings.check(largest); err != nil {
		return s, refuse("budget", "%w", err)
	}
	pool, rest := s.pool()
	ranked := make([]*Area, len(pool))
	for i := range pool {
		ranked[i] = &pool[i]
		pool[i].district = g.districtOfCode(pool[i].District)
	}
	g.tier(ranked, budget, force)
	s.Settings, s.Areas, s.LeftOut = settings, nil, rest
	for _, a := range pool {
		if a.Tier == "" {
			a.ID, a.Rank = "", 0
			s.LeftOut = append(s.LeftOut, Rejected{Area: a, Reason: BeyondBudget, At: a.Top.At, Pinned: true})
			continue
		}
		if a.Rank == 0 {
			a.ID = ""
		}
		s.Areas = append(s.Areas, a)
	}
	s.rank()
	for i := range s.Areas {
		if s.Areas[i].ID == "" {
			s.Areas[i].ID = s.nextID("Z")
		}
	}
	for i := range s.LeftOut {
		if s.LeftOut[i].ID == "" {
			s.LeftOut[i].ID = s.nextID("L")
		}
	}
	return s, nil
}

// pool returns the areas of a set with those beyond its budget, by harm, and what
// else was left out.
func (s Set) pool() (pool []Area, rest []Rejected) {
	both := Set{}
	both.Areas = append(both.Areas, s.Areas...)
	for _, l := range s.LeftOut {
		if l.Reason == BeyondBudget {
			both.Areas = append(both.Areas, l.Area)
		} else {
			rest = append(rest, l)
		}
	}
	ranks := map[string]int{}
	for _, a := range both.Areas {
		ranks[a.ID] = a.Rank
	}
	both.rank()
	for i, a := range both.Areas {
		both.Areas[i].Rank = ranks[a.ID]
	}
	return both.Areas, rest
}

// districtOfCode returns the position of a district, or -1.
func (g *Ground) districtOfCode(code string) int {
	for i, d := range g.in.Districts {
		if d.Code == code {
			return i
		}
	}
	return -1
}

// A Hold is what some areas hold of the districts that they were drawn in.
type Hold struct {
	Areas     int
	Hectares  float64
	Harm      float64 // days recorded
	HarmShare float64 // of all days recorded, 0 to 1
	AreaShare float64 // of the land, 0 to 1
}

// add adds an area to what is held.
func (h Hold) add(s Set, a Area) Hold {
	h.Areas++
	h.Hectares += a.Hectares
	h.Harm += a.Raw
	if s.Raw > 0 {
		h.HarmShare = h.Harm / s.Raw
	}
	if s.Hectares > 0 {
		h.AreaShare = h.Hectares / s.Hectares
	}
	return h
}

// Held returns what the areas of a tier hold together.
func (s Set) Held(t Tier) (h Hold) {
	for _, a := range s.Areas {
		if a.Tier == t {
			h = h.add(s, a)
		}
	}
	return h
}

// HeldByRank returns what the first area holds, the first two, and so on: of those
// with most harm, beyond the budget too.
func (s Set) HeldByRank() []Hold {
	pool, _ := s.pool()
	all := make([]Hold, len(pool))
	var h Hold
	for i, a := range pool {
		h = h.add(s, a)
		all[i] = h
	}
	return all
}
