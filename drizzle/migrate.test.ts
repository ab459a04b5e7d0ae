import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Services, startServices } from '../dev/testing/start-services.ts';
import { migrate } from './migrate.ts';

let services: Services;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

async function asAdmin(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: services.postgres.adminUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

async function appliedMigrations(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT count(*)::int AS applied FROM drizzle.__drizzle_migrations');
  await client.end();
  return rows[0].applied;
}

it('two runs at once, and a third after them, apply every committed migration once', async () => {
  await asAdmin('CREATE DATABASE fresh OWNER billing_owner');
  const url = services.postgres.ownerUrl.replace(/billing$/, 'fresh');
  await Promise.all([migrate(url), migrate(url)]);
  const applied = await appliedMigrations(url);
  await migrate(url);
  expect(await appliedMigrations(url)).toBe(applied);
  expect(applied).toBe(await appliedMigrations(services.postgres.ownerUrl));
});

async function runCli(environment: NodeJS.ProcessEnv) {
  const script = fileURLToPath(new URL('./migrate.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    env: { ...process.env, ...environment },
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

it('the command says what it did, and what is wrong in one line', async () => {
  const { ownerUrl, port } = services.postgres;
  expect(await runCli({ DATABASE_OWNER_URL: ownerUrl })).toEqual({
    code: 0,
    stdout: 'migrations applied\n',
    stderr: '',
  });
  expect(await runCli({ DATABASE_OWNER_URL: '' })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'migrate: DATABASE_OWNER_URL is not set: the connection string of the schema owner\n',
  });
  const wrongPassword = `postgres://billing_owner:wrong@127.0.0.1:${port}/billing`;
  expect(await runCli({ DATABASE_OWNER_URL: wrongPassword })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'migrate: password authentication failed for user "billing_owner" 28P01\n',
  });
});
