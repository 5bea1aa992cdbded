/** How a batch ends that is not simply held and closed. */
export type BatchFate = 'held' | 'too-few' | 'voided'

/** What shows in a batch beside the ordinary: one candidate expelled, one score re-checked (or asked to be), skill rated sheet by sheet. */
export type BatchExtra = 'expelled' | 'rechecked' | 'rated' | 'asked'

/** A batch of the demonstration. Where it stands today follows from how many working days ago it was planned. */
export type BatchPlan = Readonly<{
  serial: number
  centre: string
  occupation: string
  level: string
  candidates: number
  plannedAgo: number
  subsidised: boolean
  fate: BatchFate
  extra: readonly BatchExtra[]
  /** The paper sets it uses, main and reserve. */
  sets: readonly [number, number]
}>

type Ordinary = Readonly<{ candidates: number; plannedAgo: number }>
type Special = Partial<Pick<BatchPlan, 'subsidised' | 'fate' | 'extra' | 'sets'>>

const batch = (serial: number, centre: string, of: string, ordinary: Ordinary, special: Special = {}): BatchPlan => {
  const [occupation = '', level = ''] = of.split('-')
  return { serial, centre, occupation, level, ...ordinary, subsidised: false, fate: 'held', extra: [], sets: [1, 2], ...special }
}

/** A year of exams: concluded ones, one cancelled, one voided, and one at every stage of the way today. */
export const batchPlans: readonly BatchPlan[] = [
  batch(1, '06011001', '01-5', { candidates: 12, plannedAgo: 300 }, { subsidised: true }),
  batch(2, '06011017', '02-4', { candidates: 11, plannedAgo: 170 }, { extra: ['expelled'] }),
  batch(3, '06011028', '06-5', { candidates: 14, plannedAgo: 158 }),
  batch(4, '06012004', '09-5', { candidates: 12, plannedAgo: 146 }, { subsidised: true }),
  batch(5, '06011007', '01-4', { candidates: 12, plannedAgo: 134 }, { extra: ['rechecked', 'rated'] }),
  batch(6, '06011016', '01-5', { candidates: 13, plannedAgo: 118 }, { sets: [3, 4] }),
  batch(7, '06012019', '09-5', { candidates: 4, plannedAgo: 104 }, { fate: 'too-few' }),
  batch(8, '06012021', '02-4', { candidates: 12, plannedAgo: 92 }, { fate: 'voided', sets: [3, 4] }),
  batch(10, '06011001', '01-4', { candidates: 12, plannedAgo: 59 }, { sets: [3, 4], extra: ['asked'] }),
  batch(9, '06011028', '06-5', { candidates: 11, plannedAgo: 52 }, { sets: [3, 4] }),
  batch(11, '06014012', '02-4', { candidates: 12, plannedAgo: 41 }, { sets: [5, 6] }),
  batch(12, '06011032', '01-5', { candidates: 16, plannedAgo: 9 }, { sets: [5, 6] }),
]
