import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/postgresql'
import { migrations } from './migrations/index.ts'
import { entities } from './schema/index.ts'

/**
 * Opens MikroORM on a database, for migrations and for comparing the schema with its description. The name of the
 * database and the socket stand in the connection string alone. The caller closes it.
 */
export function openSchemaManager(connectionString: string): Promise<MikroORM> {
  return MikroORM.init({
    entities,
    dbName: decodeURIComponent(
      new URL(connectionString.replace(/^postgres(ql)?:\/\/([^@/]*@)?\//, 'postgresql://$2localhost/')).pathname.slice(1),
    ),
    driverOptions: { connectionString },
    pool: { min: 0, max: 2 },
    extensions: [Migrator],
    migrations: {
      migrationsList: [...migrations],
      tableName: 'schema_migration',
      snapshot: false,
      transactional: true,
      allOrNothing: true,
      disableForeignKeys: false,
    },
    // Policies name roles, and roles the database: `guiju migrate` makes them, and the snapshot of rights holds them.
    schemaGenerator: { skipTables: ['schema_migration'], ignoreRoutines: true, ignorePolicies: true, disableForeignKeys: false },
    logger: () => {},
    discovery: { checkDuplicateFieldNames: true },
  })
}
