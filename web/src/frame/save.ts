/** Has the browser keep a text as a file. */
export function save(text: string, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(url))
}

/** Words as the name of a file, without what a disk may refuse. */
export const fileName = (...words: string[]): string =>
  words
    .filter(Boolean)
    .join('-')
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, '-')
