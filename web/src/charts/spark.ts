// The unbroken parts of a line whose values are not all known.

/** Runs of known values with their places; what is not known parts them. */
export function runs(of: (number | null)[]): [number, number][][] {
  const all: [number, number][][] = []
  of.forEach((n, i) => {
    if (n === null) return
    const last = all.at(-1)
    if (last?.at(-1)?.[0] === i - 1) last.push([i, n])
    else all.push([[i, n]])
  })
  return all
}

/** The points of a line as a polyline takes them: one that stands alone is drawn as a dot. */
export const points = (line: string[]): string => (line.length === 1 ? [...line, ...line] : line).join(' ')
