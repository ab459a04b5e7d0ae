import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { type Database, scopeStatement } from '../app/db/client.ts';
import { describeFault } from '../app/services/audit/chain/chain-fault.ts';
import { verifyAudit } from '../app/services/audit/chain/verify-audit.ts';

const USAGE = 'usage: DATABASE_URL=postgres://… npm run audit:verify [-- --head <position>:<hash>]';

/** `--head` names an end of the chain that was kept outside the database. */
function readExpectedHead(words: readonly string[]) {
  if (words.length === 0) return undefined;
  const [flag, value = ''] = words;
  const match = /^(\d+):([0-9a-f]{64})$/i.exec(value);
  if (flag !== '--head' || words.length !== 2 || match === null) throw new Error(USAGE);
  return { position: match[1] ?? '', hash: match[2] ?? '' };
}

/** The same batches over a plain connection, so that the proof needs nothing but the database. */
function databaseOf(client: pg.Client): Database {
  const db = drizzle(client);
  return {
    async batch(scope, build) {
      await client.query('BEGIN READ ONLY');
      try {
        await db.execute(scopeStatement(scope));
        const results: unknown[] = [];
        for (const query of build(db as never)) results.push(await query);
        return results as never;
      } finally {
        await client.query('COMMIT');
      }
    },
    call: () => refuse(),
    transaction: () => refuse(),
  };
}

function refuse(): never {
  throw new Error('verifying changes nothing');
}

async function main(): Promise<void> {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error(`DATABASE_URL is not set\n${USAGE}`);
  const expectedHead = readExpectedHead(process.argv.slice(2));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const actor = { kind: 'system', name: 'audit:verify' } as const;
    const found = await verifyAudit(
      { actor, db: databaseOf(client) },
      expectedHead === undefined ? {} : { expectedHead },
    );
    if (found.fault !== null) {
      console.error(`broken at ${describeFault(found.fault)}`);
      process.exitCode = 1;
      return;
    }
    console.log(`intact: ${found.checked} rows sealed and as they were, ${found.unsealed} not sealed yet`);
    if (found.head !== null) console.log(`head ${found.head.position}:${found.head.hash}`);
  } finally {
    await client.end();
  }
}

main().catch((error: unknown) => {
  console.error(`audit:verify: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
});
