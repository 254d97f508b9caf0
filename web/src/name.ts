// The name that a person gave last, so that it is typed once on a machine.

const kept = 'beatplan-name'

export const lastName = (): string => localStorage.getItem(kept) ?? ''

export function keepName(name: string): void {
  localStorage.setItem(kept, name)
}
