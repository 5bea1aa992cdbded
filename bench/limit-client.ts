import { Client } from 'pg'
import { type Limit, limits } from './postgres-limit.ts'
import { sampleTexts } from './sample-text.ts'

// Stands in for pgbench where that is not installed: the same statement, named and prepared, over so many connections.
const [url = '', order = ''] = process.argv.slice(2)
const { limit, clients, seconds, heads } = JSON.parse(order) as Readonly<{ limit: Limit; clients: number; seconds: number; heads: number }>

const upTo = (most: number) => 1 + Math.floor(Math.random() * most)
const text = limits[limit].replaceAll(':head', '$1::int').replaceAll(':sample', '$2::int')
const values = () => (limit === 'minimal' ? [upTo(heads)] : [upTo(heads), upTo(sampleTexts)])

const connected = await Promise.all(
  Array.from({ length: clients }, async () => {
    const client = new Client({ connectionString: url })
    await client.connect()
    return client
  }),
)
let done = 0
const begun = performance.now()
await Promise.all(
  connected.map(async (client) => {
    for (; performance.now() < begun + seconds * 1000; done++) await client.query({ name: limit, text, values: values() })
  }),
)
console.log(done / ((performance.now() - begun) / 1000))
await Promise.all(connected.map((client) => client.end()))
