package orienteering

// Some stops are made by two units at once. The earlier option of such a pair has the
// prize; the search makes both at one stroke, and whatever takes out one of them takes out
// the other before anything else is made.

// partner returns the option that another unit makes at the same time, or -1.
func (m *model) partner(j int) int { return m.Options[j].With - 1 }

// follows reports whether an option is the second of a pair: it is made with the first, and
// never by itself.
func (m *model) follows(j int) bool { return m.Options[j].With > 0 && m.partner(j) < j }

// make makes an option where it costs a unit least, and if it is one of a pair, the other
// where it costs another unit least. It returns which that is, or -1.
func (s *state) make(k, j int) (other int) {
	s.insert(k, s.move(k, j).at, j)
	second := s.partner(j)
	if second < 0 {
		return -1
	}
	other = s.second(k, second)
	s.insert(other, s.move(other, second).at, second)
	return other
}

// second returns which unit but one makes an option at the least price, or -1.
func (s *state) second(but, j int) int {
	best, least := -1, 0.0
	for k := range s.routes {
		if k == but {
			continue
		}
		if m := s.move(k, j); m.at >= 0 {
			if price := s.price(k, j, m.cost); best < 0 || price < least {
				best, least = k, price
			}
		}
	}
	return best
}

// unpair takes out stops whose partner is not made.
func (s *state) unpair() {
	if !s.pairs {
		return
	}
	var alone []int
	for j, k := range s.by {
		if second := s.partner(j); k >= 0 && second >= 0 && s.by[second] < 0 {
			alone = append(alone, j)
		}
	}
	s.remove(alone)
}
