// Parts of the page that most who open it come to need, but that it is drawn without.

export const later = {
  plans: () => import('./desks/Plans.svelte'),
  phone: () => import('./desks/Phone.svelte'),
  why: () => import('./why/Why.svelte'),
}

/** Has them come while nothing else is to be done. One that does not is asked for again where it is needed. */
export function fetchLater(): void {
  const fetchAll = () => Object.values(later).forEach((part) => void part().catch(() => undefined))
  if ('requestIdleCallback' in window) requestIdleCallback(fetchAll)
  else setTimeout(fetchAll, 1000) // Safari
}
