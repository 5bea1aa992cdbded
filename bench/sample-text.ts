const words = '鉴定机构应当按照国家职业标准组织考核并对考评人员实施监督检查发现不合格项的责令限期整改逾期未改正的依法处理'

/** How many different texts there are. */
export const sampleTexts = 64

/** About 1.5 KB of UTF-8 that does not repeat itself much, as an account of what was done would be; the same for the same number. */
export function sampleText(nth: number): string {
  let state = ((nth % sampleTexts) + 1) * 2_654_435_761
  const signs = Array.from({ length: 500 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return words[(state >>> 8) % words.length]
  })
  return signs.join('')
}
