package demoshire

import (
	"fmt"
	"math/rand/v2"
)

// A namer makes up names for the sites of one category: every pair of a first
// and a last part once, then again with a number, or without if names may repeat.
type namer struct {
	format      string // of first and last
	first, last []string
	repeat      bool
	order       []int
	made        int
}

// names returns a namer for a category.
func names(category string, rng *rand.Rand) *namer {
	n := &namer{format: "%s %s", first: surnames(), last: []string{category}}
	switch category {
	case "pub":
		n.format, n.first, n.last = "The %s %s", epithets(), beasts()
	case "nightclub":
		n.first, n.last = []string{"Club", "The", "Bar"}, []string{"Meridian", "Undertow", "Foghorn", "Lantern Room", "Saltlick", "Velvet Tide", "Sirocco", "Bonded Store"}
	case "takeaway":
		n.last = []string{"Fish Bar", "Kebab House", "Chicken Shop", "Pizza", "Noodle Bar", "Grill"}
	case "restaurant":
		n.last = []string{"Kitchen", "Table", "Brasserie", "Dining Rooms", "Smokehouse", "Spice Garden"}
	case "hotel":
		n.format, n.first, n.last = "%s %s Hotel", []string{"Royal", "Grand", "Old", "Park", "Station", "Harbour"}, []string{"Lodge", "Terrace", "Court", "Arms", "Belvoir", "Prospect", "Esplanade"}
	case "supermarket":
		n.first, n.last = []string{"Penny Larder", "Northsea Foods", "Barrow & Bell", "Freshway Nine"}, streets()
		n.format = "%s, %s"
	case "shop":
		n.last = []string{"News", "Convenience", "Hardware", "Bakery", "Fashions", "Off-Licence", "Books", "Butchers"}
	case "forecourt":
		n.last = []string{"Service Station", "Filling Station", "Garage"}
	case "school":
		n.last = []string{"Primary School", "Academy", "Junior School"}
	case "pharmacy":
		n.last = []string{"Pharmacy", "Chemists"}
	case "care":
		n.last = []string{"House", "Lodge", "Court Nursing Home"}
	case "street":
		n.repeat = true
		n.first = append(surnames(), append(epithets(), beasts()...)...)
		n.last = []string{"Street", "Road", "Lane", "Avenue", "Close", "Gardens", "Way", "Drive", "Terrace", "Crescent", "Walk", "Hill", "Row", "Grove"}
	case "bridge":
		n.first, n.last = append(beasts(), surnames()...), []string{"Bridge"}
	case "cash-machine":
		n.format, n.last = "Cash machine, %s %s", []string{"Street", "Road", "Parade", "Lane", "Row"}
	}
	n.order = rng.Perm(len(n.first) * len(n.last))
	return n
}

func (n *namer) next() string {
	k := n.order[n.made%len(n.order)]
	name := fmt.Sprintf(n.format, n.first[k/len(n.last)], n.last[k%len(n.last)])
	if again := n.made / len(n.order); again > 0 && !n.repeat {
		name = fmt.Sprintf("%s (%d)", name, again+1)
	}
	n.made++
	return name
}

func epithets() []string {
	return []string{
		"Gilded", "Drowned", "Speckled", "Merry", "Leaping", "Copper", "Wandering", "Salted", "Blind", "Painted",
		"Thirsty", "Crooked", "Pewter", "Patient", "Idle", "Lucky", "Hollow", "Dancing", "Scarlet", "Midnight",
	}
}

func beasts() []string {
	return []string{
		"Heron", "Porpoise", "Anchor", "Eel", "Curlew", "Barge", "Ferryman", "Cormorant", "Oyster", "Plough",
		"Weathercock", "Otter", "Bellringer", "Lobster", "Shipwright", "Bittern", "Turnstone", "Haywain", "Fiddler", "Seal",
	}
}

func surnames() []string {
	return []string{
		"Abbery", "Bexwell", "Cawthin", "Dunmore", "Eskrow", "Farlow", "Gaunter", "Hensel", "Inkley", "Jarvin",
		"Kettering-Low", "Lammas", "Mossop", "Nettle", "Orrick", "Pell", "Quillan", "Rudge", "Sallow", "Tremlin",
		"Underhay", "Vasey", "Wexcombe", "Yarrow", "Ashlock", "Brindle", "Cobbold-Hay", "Drakemoor", "Ellery", "Fenn",
		"Garrick", "Holloway-Finch", "Ivelow", "Jessop", "Kersey-Dell", "Larkin", "Marlow", "Norrish", "Oakes", "Pinnock",
		"Quennell", "Rackley", "Sedgeman", "Thistle", "Upshaw", "Verrall", "Whitlow", "Yelland", "Amberly", "Birdwood",
		"Catesmere", "Dovey", "Elverton", "Foxlow", "Grimble", "Hartnoll", "Ingrith", "Juniper", "Kestle", "Loveday",
	}
}

func streets() []string {
	return []string{
		"High Street", "Market Square", "Ropewalk", "Chandlers Row", "Mill Road", "Station Road", "Abbey Fields",
		"Quayside", "Beacon Hill", "Tanners Lane", "Long Acre", "Kiln Road", "Priory Park", "Lower Marsh", "Windmill Way",
		"Saltpans", "Eastgate", "Westgate", "Cooper Street", "Heron Way",
	}
}
