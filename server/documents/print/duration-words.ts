import type { DurationSpec as Duration, Words } from '#engine'

const units = [
  ['months', '个月', 'month'],
  ['working_days', '个工作日', 'working day'],
  ['calendar_days', '日', 'calendar day'],
  ['hours', '小时', 'hour'],
  ['minutes', '分钟', 'minute'],
] as const satisfies readonly (readonly [keyof Duration, string, string])[]

/** A duration as a procedure states it: 5 个工作日, 5 working days. */
export function durationWords(duration: Duration): Words {
  const said = units.flatMap(([unit, zh, en]) => {
    const count = duration[unit]
    return count === undefined ? [] : [{ zh: `${count}${zh}`, en: `${count} ${en}${count === 1 ? '' : 's'}` }]
  })
  return { zh: said.map(({ zh }) => zh).join(''), en: said.map(({ en }) => en).join(' ') }
}
