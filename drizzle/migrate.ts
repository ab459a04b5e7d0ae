import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));
/** Any number, as long as every deploy uses the same. */
const MIGRATION_LOCK = 7_231_904_418;

/**
 * Applies the committed migrations that the database has not had. Safe to run again, and two runs at once wait for
 * each other. The role must own the schema; the Workers' role `billing_app` must exist.
 */
export async function migrate(
  ownerUrl: string,
  { folder = MIGRATIONS_FOLDER }: { folder?: string } = {},
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await requireWorkersRole(client);
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await applyMigrations(drizzle(client), { migrationsFolder: folder });
  } finally {
    await client.end();
  }
}

async function requireWorkersRole(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(`SELECT FROM pg_roles WHERE rolname = 'billing_app'`);
  if (rowCount === 0) {
    throw new Error('the role billing_app does not exist: make it first (docs/deploy.md, "The database")');
  }
}

async function main(): Promise<void> {
  const ownerUrl = process.env.DATABASE_OWNER_URL;
  if (!ownerUrl) throw new Error('DATABASE_OWNER_URL is not set: the connection string of the schema owner');
  await migrate(ownerUrl);
  console.log('migrations applied');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    console.error(`migrate: ${explain(error)}`);
    process.exitCode = 1;
  });
}

/** Drizzle's message is the whole SQL; the cause says what PostgreSQL objected to. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (error.cause instanceof Error) return explain(error.cause);
  return [error.message || error.name, code].filter(Boolean).join(' ');
}
