import { Board } from './board.svelte'
import { Marks } from './marks.svelte'
import { Meeting } from './meeting.svelte'
import { Night } from './night.svelte'
import { Other } from './other.svelte'
import { Overlap } from './overlap.svelte'
import { Plans } from './plans.svelte'
import { Risk } from './risk.svelte'
import { Surfaces } from './surfaces.svelte'
import type { Choice } from '../hash'

/** The stores of the page: one a desk, over what all share. */
export interface Stores {
  board: Board
  surfaces: Surfaces
  night: Night
  meeting: Meeting
  plans: Plans
  risk: Risk
  overlap: Overlap
  marks: Marks
  other: Other
}

/** Makes the stores; to be called where effects may be: when a component is made. */
export function makeStores(choice: Choice): Stores {
  const board = new Board(choice)
  const risk = new Risk(board)
  const surfaces = new Surfaces(
    board,
    () => risk.shown,
    () => risk.swiped,
  )
  const other = new Other(board, surfaces, risk)
  const night = new Night(board)
  const overlap = new Overlap(board)
  const plans = new Plans(board)
  return {
    board,
    risk,
    surfaces,
    night,
    meeting: new Meeting(board, night),
    plans,
    overlap,
    marks: new Marks(board, () => surfaces.group, plans, other),
    other,
  }
}
