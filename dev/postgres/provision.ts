import pg from 'pg';
import { PASSWORD } from './cluster.ts';

export const OWNER = 'billing_owner';
export const WORKERS_ROLE = 'billing_app';

/** Roles and databases, made where missing. The Workers' role owns nothing and may reach only what it is granted. */
export async function provision(connect: (database: string) => string): Promise<void> {
  await withClient(connect('postgres'), async (client) => {
    for (const role of [OWNER, WORKERS_ROLE]) await ensureRole(client, role);
    for (const database of ['billing', 'analytics', 'stripe']) await ensureDatabase(client, database);
    await client.query(`GRANT CONNECT ON DATABASE billing, analytics TO ${WORKERS_ROLE}`);
  });
}

async function ensureRole(client: pg.Client, role: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount === 0) await client.query(`CREATE ROLE ${role} LOGIN PASSWORD '${PASSWORD}'`);
}

async function ensureDatabase(client: pg.Client, database: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${database} OWNER ${OWNER}`);
  await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
