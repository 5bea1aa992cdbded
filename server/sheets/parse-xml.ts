import { SaxesParser } from 'saxes'
import { StopReading } from './unpack.ts'

export type Attributes = ReadonlyMap<string, string>
/** Elements by local name: prefixes differ from program to program. */
export type XmlEars = Readonly<{
  open?: (name: string, attributes: Attributes) => void
  text?: (text: string) => void
  close?: (name: string) => void
}>

const local = (name: string) => name.slice(name.indexOf(':') + 1)

/** Reads XML once through. A document type declaration is refused: entities of a file's own have no business in a workbook. */
export function parseXml(bytes: Buffer, { open, text, close }: XmlEars): void {
  const parser = new SaxesParser()
  parser.on('doctype', () => {
    throw new StopReading('damaged')
  })
  parser.on('error', () => {
    throw new StopReading('damaged')
  })
  parser.on('opentag', ({ name, attributes }) => {
    // A key with a prefix keeps its local name unless one without prefix says something else: r:id and id are two things.
    open?.(local(name), new Map(Object.entries(attributes)))
  })
  if (text !== undefined) {
    parser.on('text', text)
    parser.on('cdata', text)
  }
  parser.on('closetag', ({ name }) => close?.(local(name)))
  parser.write(new TextDecoder('utf-8').decode(bytes)).close()
}
