import type { CompiledProcedure } from '#engine'

type Indicator = Readonly<{ code: string; section: string; weight: number; partial: string }>

/** The indicators of the scoring table, as the document in force has it. */
export function indicatorsOf(procedure: CompiledProcedure): readonly Indicator[] {
  const rows = procedure.reference.tables.get('inspection_indicators')?.rows ?? []
  return rows.map((row) => ({
    code: String(row.code),
    section: String(row.section),
    weight: Number(row.weight),
    partial: String(row.partial),
  }))
}

/** What an indicator gets where it is met in part: the figure the table names (得1.5), else half its weight. */
function partial({ weight, partial: words }: Indicator): Readonly<{ score: number; reason: string }> {
  const [, reason = words, figure] = /^(.*?)\s*得\s*([\d.]+)$/.exec(words) ?? []
  return { score: figure === undefined ? weight - 0.5 : Number(figure), reason }
}

/** Below this share of its points a section counts as weak, and the centre must rectify whatever its total. */
const weakBelow = 0.6

/**
 * The codes of indicators to be met only in part so that the total falls by about `points`. Unless `mayWeaken`, every
 * section keeps what it needs, so that the total alone decides.
 */
export function deductionsFor(indicators: readonly Indicator[], points: number, offset: number, mayWeaken = false): readonly string[] {
  const turned = [...indicators.slice(offset), ...indicators.slice(0, offset)]
  const bySection = Map.groupBy(turned, ({ section }) => section)
  const inTurn = [...bySection.values()]
    .flatMap((group) => group.map((indicator, place) => ({ indicator, place })))
    .sort((one, other) => one.place - other.place)
  const spare = new Map([...bySection].map(([section, group]) => [section, mayWeaken ? points : (1 - weakBelow) * sumOfWeights(group)]))
  const chosen: string[] = []
  let left = points
  for (const { indicator } of inTurn) {
    const lost = indicator.weight - partial(indicator).score
    const here = spare.get(indicator.section) ?? 0
    if (lost > left || lost > here) continue
    chosen.push(indicator.code)
    left -= lost
    spare.set(indicator.section, here - lost)
  }
  return chosen
}

function sumOfWeights(indicators: readonly Indicator[]): number {
  return indicators.reduce((sum, { weight }) => sum + weight, 0)
}

/**
 * A scorer's 33 rows: full marks but for the indicators met in part. Deductions of two points and more carry evidence; an
 * indicator `raised` to full marks after a reconciliation says so.
 */
export function scoreRows(
  indicators: readonly Indicator[],
  short: readonly string[],
  evidence: unknown,
  raised: readonly string[] = [],
): readonly Readonly<Record<string, unknown>>[] {
  return indicators.map((indicator) => {
    if (!short.includes(indicator.code))
      return { score: `${indicator.weight}.00`, ...(raised.includes(indicator.code) ? { reason: '合议后改为满分' } : {}) }
    const { score, reason } = partial(indicator)
    return { score: score.toFixed(2), reason, ...(indicator.weight - score >= 2 ? { evidence } : {}) }
  })
}

export function selfScoreRows(indicators: readonly Indicator[], short: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  return indicators.map((indicator) =>
    short.includes(indicator.code)
      ? { score: partial(indicator).score.toFixed(2), basis: partial(indicator).reason }
      : { score: `${indicator.weight}.00`, basis: '见证明材料' },
  )
}
