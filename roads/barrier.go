package roads

// Modes is a set of modes of travel.
type Modes int16

// The modes, which add up.
const (
	OnFoot Modes = 1 << iota
	ByCycle
	ByVehicle
	WithEmergency // police who use their exemptions
)

// ClosedBy returns whom a node with these tags stops. Bollards, blocks, stiles and
// the like stop vehicles: a street closed to through traffic is one with bollards.
// Gates are open unless access= or locked= says that they are not. Nothing stops who
// is on foot but foot=no. The tag of a mode overrules all others.
func ClosedBy(tags map[string]string) Modes {
	const driving = ByVehicle | WithEmergency
	var closed Modes
	switch tags["barrier"] {
	case "":
		return 0
	case "no", "entrance", "toll_booth", "border_control", "cattle_grid", "height_restrictor", "sally_port", "kerb", "arch", "bump_gate":
	case "gate", "lift_gate", "swing_gate", "sliding_gate", "hampshire_gate", "wicket_gate":
		if permitOf(tags["access"]) > open || tags["locked"] == "yes" {
			closed = driving | ByCycle
		}
	case "stile", "kissing_gate", "turnstile", "full-height_turnstile", "horse_stile":
		closed = driving | ByCycle
	default: // bollard, block, cycle_barrier, chain, planter …
		closed = driving
	}
	overrule := func(modes Modes, keys ...string) {
		for _, key := range keys {
			switch permitOf(tags[key]) {
			case unstated:
			case open:
				closed &^= modes
			default:
				closed |= modes
			}
		}
	}
	overrule(OnFoot, "foot")
	overrule(ByCycle, "vehicle", "bicycle")
	overrule(driving, "vehicle", "motor_vehicle", "motorcar")
	if exempt(tags) {
		closed &^= WithEmergency
	}
	return closed
}
