import { happenedIn, makeCalendar, type RecordForm, type ReferenceData, type SealedPart, type Words } from '#engine'
import { dateWords, instantWords, minuteWords } from './date-words.ts'
import type { FaceClock } from './face.ts'

/**
 * The two clocks of a filling, where its form asks for them: when it happened, as the record says, and when it was
 * entered, as the house's clock says. Lateness is counted on the calendar of the baseline, so a face never changes.
 */
export function clockWords(
  part: RecordForm['parts'][string],
  sealed: SealedPart,
  { zone, reference }: Readonly<{ zone: string; reference: readonly ReferenceData[] }>,
): readonly FaceClock[] {
  if (!Object.values(part.fields).some(({ happened }) => happened !== undefined)) return []
  const calendar = makeCalendar(
    reference.flatMap(({ calendars }) => calendars ?? []),
    zone,
  )
  return happenedIn(part, sealed.values, sealed.at, calendar).map(({ title, at, late, workingDays, within }) => {
    const happened = at.length === 10 ? dateWords(at) : minuteWords(at, zone)
    const entered = instantWords(sealed.at, zone)
    const mark: Words = late
      ? {
          zh: `　迟录：第${workingDays}个工作日录入，规定${within}个工作日内`,
          en: `  Late: after ${workingDays} working days, ${within} allowed`,
        }
      : { zh: '', en: '' }
    return {
      late,
      text: {
        zh: `发生（${title.zh}）${happened.zh}　录入 ${entered.zh}${mark.zh}`,
        en: `Happened (${title.en}) ${happened.en}  Entered ${entered.en}${mark.en}`,
      },
    }
  })
}
