import { expect, it } from 'vitest'
import { asSuperuser, withDatabase } from '../support/database.ts'
import { databaseRights } from '../support/database-rights.ts'

const database = withDatabase()

// Whoever changes a right changes this file with it: `npm run rights` writes it anew, and the difference is looked at.
it('every privilege, owner, policy, trigger and function is as it was agreed on', async () => {
  const rights = await asSuperuser(database().adminUrl, databaseRights)
  await expect(rights).toMatchFileSnapshot('rights.txt')
})
