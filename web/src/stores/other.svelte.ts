// What the map is compared with: the same place in another period, or by the approved model.

import type * as api from '../api'
import type { Classed, Measure } from '../colours'
import { monthName, periodName } from '../words'
import type { Board } from './board.svelte'
import type { Remote } from './remote.svelte'
import type { Risk } from './risk.svelte'
import type { Surfaces } from './surfaces.svelte'

/** A second map, and what stands on either side. */
export interface Pair {
  left: string
  right: string
  name: string // of the second map
  before: boolean // whether the second stands on the left: of two periods, the earlier one
  other: Remote<api.Surface>
  scale: Classed | undefined // of both
}

// What another period has too; a forecast has none beside it.
const recorded: Measure[] = ['count', 'harm']

export class Other {
  readonly #board: Board
  readonly #surfaces: Surfaces
  readonly #risk: Risk

  constructor(board: Board, surfaces: Surfaces, risk: Risk) {
    this.#board = board
    this.#surfaces = surfaces
    this.#risk = risk
  }

  /** The two that are compared on this desk; undefined where one map stands alone. */
  pair: Pair | undefined = $derived.by(() => {
    const { choice, with: other, month, measure } = this.#board
    if (choice.show === 'wall') return undefined
    if (choice.desk === 'night' && other && recorded.includes(measure)) {
      const shown = [
        month ? monthName(month) : periodName(choice.from, choice.to),
        ...(choice.hours ? [choice.hours] : []),
      ].join(', ')
      const name = [periodName(other.from, other.to), ...(choice.hours ? ['all hours'] : [])].join(', ')
      const before = other.from < (month || choice.from)
      const [left, right] = before ? [name, shown] : [shown, name]
      return { left, right, name, before, other: this.#surfaces.other, scale: this.#surfaces.otherScale }
    }
    if (choice.desk === 'risk' && measure === 'risk' && this.#risk.swiped)
      return {
        left: 'This model',
        right: 'Approved model',
        name: 'Approved model',
        before: false,
        other: this.#surfaces.approved,
        scale: this.#surfaces.risk.value,
      }
    return undefined
  })
  /** The districts of which nothing is loaded in what the second map shows. */
  unknown = $derived.by(() => {
    const { choice, with: other } = this.#board
    return this.#board.unknownIn(choice.desk === 'night' && other ? other : choice)
  })
  /** Where the divider stands, in percent of the map; 0: the maps stand side by side. */
  at = $derived.by(() => this.#board.choice.swipe)

  /** Whether the maps lie on one another. */
  swipe(on: boolean): void {
    this.#board.choice.swipe = on ? 50 : 0
  }
}
