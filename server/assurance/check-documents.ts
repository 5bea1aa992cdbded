import type { Pool } from 'pg'
import { hashTextOf, type OrganisationFacts, readCanonical } from '#records'
import { type AssuranceFinding, finding } from './finding.ts'

/**
 * Released documents: every baseline a case or a release names is there under its hash, with every file it lists, byte for
 * byte; and what is in force is what the releases of the organisation's log say.
 */
export async function checkDocuments(
  pool: Pick<Pool, 'query'>,
  pinned: ReadonlySet<string>,
  organisation: readonly OrganisationFacts[],
): Promise<Readonly<{ baselines: number; findings: readonly AssuranceFinding[] }>> {
  const released = organisation.flatMap((facts) => (facts.kind === 'release' ? facts.released : []))
  const baselines = [...new Set([...pinned, ...released.map(({ baseline }) => baseline)])].toSorted()
  const findings: AssuranceFinding[] = []
  for (const baseline of baselines) findings.push(...(await checkBaseline(pool, baseline)))
  findings.push(...(await checkInForce(pool, released)))
  return { baselines: baselines.length, findings }
}

async function checkBaseline(pool: Pick<Pool, 'query'>, baseline: string): Promise<readonly AssuranceFinding[]> {
  const short = baseline.slice(0, 15)
  const { rows } = await pool.query<{ data: Buffer }>(
    "select data from content where hash = decode(substr($1, length('sha256:') + 1), 'hex')",
    [baseline],
  )
  const [manifest] = rows
  if (manifest === undefined || hashTextOf(manifest.data) !== baseline)
    return [
      finding('document', {
        zh: `基线 ${short}… 的清单${manifest === undefined ? '不见了' : '被改过'}：依它办理的案卷不能再核对。`,
        en: `The manifest of baseline ${short}… ${manifest === undefined ? 'is gone' : 'was changed'}: cases decided by it cannot be checked.`,
      }),
    ]
  const listed = filesOf(manifest.data)
  const stored = await pool.query<{ path: string; data: Buffer | null }>(
    'select f.path, c.data from baseline_file f left join content c on c.hash = f.hash where f.baseline = $1',
    [baseline],
  )
  const found = new Map(stored.rows.map(({ path, data }) => [path, data === null ? null : hashTextOf(data)]))
  const wrong = [...new Set([...Object.keys(listed), ...found.keys()])].filter((path) => found.get(path) !== listed[path])
  return wrong.map((path) =>
    finding('document', {
      zh: `基线 ${short}… 中的文件 ${path} 与发布时不同：被换过。`,
      en: `File ${path} of baseline ${short}… is not what was released: it was swapped.`,
    }),
  )
}

function filesOf(manifest: Uint8Array): Readonly<Record<string, string>> {
  const read = readCanonical(manifest)
  const files = read.outcome === 'read' && typeof read.value === 'object' && read.value !== null ? Reflect.get(read.value, 'files') : null
  return typeof files === 'object' && files !== null ? (files as Readonly<Record<string, string>>) : {}
}

async function checkInForce(
  pool: Pick<Pool, 'query'>,
  released: readonly Readonly<{ document: string; baseline: string; inForceFrom: string }>[],
): Promise<readonly AssuranceFinding[]> {
  const { rows } = await pool.query<{ document: string; baseline: string; day: string }>(
    'select document, baseline, from_date::text as day from baseline_in_force order by document, from_date',
  )
  const said = new Set(released.map(({ document, baseline, inForceFrom }) => `${document} ${baseline} ${inForceFrom}`))
  return rows
    .filter(({ document, baseline, day }) => !said.has(`${document} ${baseline} ${day}`))
    .map(({ document, day }) =>
      finding('document', {
        zh: `文件 ${document} 自 ${day} 起施行的版本没有任何发布记载。`,
        en: `No release has put ${document} in force from ${day}.`,
      }),
    )
}
