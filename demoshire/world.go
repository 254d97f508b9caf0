package demoshire

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"beatplan/geo"
)

// A World is a way in which offences come about: one that models assume, or one
// that they had better be tried in.
type World string

// The worlds.
const (
	// Planted is as models assume: what is near a cause is so many times riskier.
	Planted World = "planted"
	// Null has no causes and no bad nights: offences follow residents alone.
	Null World = "null"
	// Misspecified is none of the models': the influence of a site fades with the
	// distance and has no edge, some places are worse than others for no reason
	// that can be known, and an incident may have several victims.
	Misspecified World = "misspecified"
	// Feedback is [Planted], but what is found by searching is found where patrols
	// were, and they go where robbers, knives and earlier finds were recorded.
	Feedback World = "feedback"
	// Snapped is [Planted], but positions are moved as data.police.uk moves them, to
	// the nearest of a fixed set of points, each of which stands for some addresses.
	Snapped World = "snapped"
)

// Worlds returns the worlds.
func Worlds() []World { return []World{Planted, Null, Misspecified, Feedback, Snapped} }

// ParseWorld reads the name of a world.
func ParseWorld(s string) (World, error) {
	if w := World(s); slices.Contains(Worlds(), w) {
		return w, nil
	}
	return "", fmt.Errorf("no world %q; there are %s", s, geo.Names(Worlds()))
}

// Addresses is how many a snap point stands for, about: the least that
// data.police.uk allows.
const Addresses = 8

// household is how many residents an address has.
const household = 2.35

// anotherVictim is the chance, in the misspecified world, that an incident has
// one victim more.
const anotherVictim = 0.2

// risk returns how many times riskier a site makes a cell at a distance in metres.
func (w World) risk(i Influence, metres float64) float64 {
	switch {
	case w == Misspecified:
		return math.Pow(i.Risk, math.Exp(-metres/i.Reach))
	case metres <= i.Reach:
		return i.Risk
	}
	return 1
}

// causes returns a pattern as it is in the world.
func (w World) causes(p Pattern) Pattern {
	if w == Null {
		p.Influences, p.Nightly = nil, false
	}
	if w == Feedback && p.Searched {
		p.Influences = nil
	}
	p.Searched = p.Searched && w == Feedback
	return p
}

// residue draws what the sites of a world do not explain of each cell's risk: a
// wave of about 1.5 km, and on it a gamma variable of shape 2 for each cell. The
// mean, by residents, is 1.
func residue(p *people, seed uint64, rng *rand.Rand) []float64 {
	wave := noise{seed: seed + 600, scale: 1_500, octaves: 2}
	rest := make([]float64, len(p.centres))
	sum, living := 0.0, 0.0
	for i, c := range p.centres {
		rest[i] = math.Exp(1.5*wave.at(c)) * (rng.ExpFloat64() + rng.ExpFloat64()) / 2
		sum += rest[i] * p.residents[i]
		living += p.residents[i]
	}
	for i := range rest {
		rest[i] *= living / sum
	}
	return rest
}
