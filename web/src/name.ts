// The name that a person gave last, so that it is typed once on a machine. Whoever decides is
// another than whoever made: their names are kept apart.

type Doing = 'makes' | 'decides'
const kept = (of: Doing) => `beatplan-${of}`

export const lastName = (of: Doing): string => localStorage.getItem(kept(of)) ?? ''

export function keepName(of: Doing, name: string): void {
  localStorage.setItem(kept(of), name)
}
