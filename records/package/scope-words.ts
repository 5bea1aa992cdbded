import type { ExportScope } from '../organisation-facts.ts'

/** The scope of a package as people read it, zh and en in one line. */
export function scopeWords({ case: number, document, year, centre, batch, clause }: ExportScope): string {
  const said = [
    number === null ? '' : `案卷 case ${number}`,
    batch === null ? '' : `批次 batch ${batch}`,
    centre === null ? '' : `鉴定所 centre ${centre}`,
    year === null ? '' : `年度 year ${year}`,
    document === null ? '' : `文件 document ${document}`,
    clause === null ? '' : `条款 clause ${clause.standard} ${clause.clause} (${clause.documents.join(', ')})`,
  ].filter((part) => part !== '')
  return said.length === 0 ? '全部 everything' : said.join(' · ')
}
