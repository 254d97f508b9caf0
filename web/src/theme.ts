// Light or dark: as the person said here last, or else as the system has it.

import { inkNames, type Inks } from './map/inks'

export type Theme = 'light' | 'dark'
const kept = 'beatplan-theme'

/** The theme to begin with. */
export function firstTheme(): Theme {
  const said = localStorage.getItem(kept)
  if (said === 'light' || said === 'dark') return said
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** Puts a theme on the page. */
export function wear(theme: Theme): void {
  document.documentElement.dataset.theme = theme
}

/** Remembers a theme for the next visit. */
export function keepTheme(theme: Theme): void {
  localStorage.setItem(kept, theme)
}

/** The page's colours, for the map, which cannot read a style sheet. */
export function inks(): Inks {
  const style = getComputedStyle(document.documentElement)
  return Object.fromEntries(
    inkNames.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as unknown as Inks
}
