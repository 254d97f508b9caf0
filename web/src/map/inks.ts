// The colours that the map takes from the page's tokens, and its letters.

export const inkNames = [
  'paper', 'ink', 'mute', 'edge', 'accent', 'warn', 'sea', 'land', 'beyond', 'street', 'case', 'rail', 'name', 'water-name', 'halo',
  'r1', 'r2', 'r3', 'r4', 'r5', 't1', 't2', 't3', 'bar', 'bar-soft',
] as const // prettier-ignore
export type Inks = Record<(typeof inkNames)[number], string>

/** Letters that stand on any class of the ramp: their halo parts them from it. */
export const haloed = (ink: Inks, letters = ink.name) => ({
  'text-color': letters,
  'text-halo-color': ink.halo,
  'text-halo-width': 2.2,
})

export const font = ['Inter']
export const heavy = ['Inter Semibold']
