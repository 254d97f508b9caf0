// The name that a person gave last, so that it is typed once on a machine. Whoever decides is
// another than whoever made: their names are kept apart.

type Doing = 'makes' | 'decides'
const kept = (of: Doing) => `beatplan-${of}`

const before = 'beatplan-name' // where the name was kept while there was one for both

export const lastName = (of: Doing): string =>
  localStorage.getItem(kept(of)) ?? (of === 'makes' ? localStorage.getItem(before) : null) ?? ''

export function keepName(of: Doing, name: string): void {
  localStorage.setItem(kept(of), name)
  if (of === 'makes') localStorage.removeItem(before)
}
