// Opens an embedded database, says where it is, and stays: for tests that end this process without asking it.
import { openDatabase } from '../../server/database/open-database.ts'

const [, , folder = ''] = process.argv
const database = await openDatabase({ kind: 'embedded', folder })
process.stdout.write(`${database.url}\n`)
setInterval(() => {}, 60_000)
