import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../dev/testing/start-services.ts';
import { MIGRATIONS_FOLDER, migrate } from './migrate.ts';

const LAST_BEFORE = 31;
const DEPLOY_GUIDE = fileURLToPath(new URL('../docs/deploy.md', import.meta.url));
const CUSTOMER = '0198c1a2-5b7d-7c3e-9f10-123456789abc';
const KNOWN = [{ stripeInvoiceId: 'in_1', stripeLineItemId: 'il_1', byHandMinor: '0', unnamedMinor: '0' }];

let services: Services;
let client: pg.Client;
let sequence = 0;

interface Row {
  status?: string;
  uncapped: number;
  amount: number;
  /** Columns that the case is about. */
  more?: Readonly<Record<string, unknown>>;
}

/** As a Worker or a person had left it. */
async function insert({ status = 'unbillable', uncapped, amount, more = {} }: Row): Promise<string> {
  sequence += 1;
  const row: Record<string, unknown> = {
    id: crypto.randomUUID(),
    customer_id: CUSTOMER,
    kind: uncapped < 0 ? 'late_credit' : 'late_usage',
    component: 'impressions',
    period_start: '2026-03-01T00:00:00Z',
    period_end: '2026-04-01T00:00:00Z',
    sequence,
    quantity_delta: 1,
    uncapped_minor: uncapped,
    amount_minor: amount,
    currency: 'usd',
    description: 'Late impressions',
    explanation: '{}',
    allocations: '[]',
    known_credits: '[]',
    status,
    run_after: '2026-04-03T00:00:00Z',
    created_at: '2026-04-03T00:00:00Z',
    ...more,
  };
  const columns = Object.keys(row);
  await client.query(
    `INSERT INTO period_adjustments (${columns.join(', ')})
     VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
  return String(row.id);
}

async function rowOf(id: string) {
  const { rows } = await client.query(
    `SELECT known_credits, closed_at, closed_minor::int, is_waived, waived_minor::int
     FROM period_adjustments WHERE id = $1`,
    [id],
  );
  return rows[0];
}

/** The committed migrations as they were before this one. */
async function migrateUpToBefore(url: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  try {
    await cp(MIGRATIONS_FOLDER, folder, { recursive: true });
    const journalPath = join(folder, 'meta', '_journal.json');
    const journal = JSON.parse(await readFile(journalPath, 'utf8')) as { entries: { idx: number }[] };
    const entries = journal.entries.filter(({ idx }) => idx <= LAST_BEFORE);
    await writeFile(journalPath, JSON.stringify({ ...journal, entries }));
    await migrate(url, { folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}

const CLOSED = {
  closed_at: '2026-04-05T00:00:00Z',
  closed_by: 'ada@apex.test',
  closed_reason: 'By the bank.',
};
const before: Record<string, string> = {};

beforeAll(async () => {
  services = await startServices();
  const admin = new pg.Client({ connectionString: services.postgres.adminUrl });
  await admin.connect();
  await admin.query('CREATE DATABASE before_waivers OWNER billing_owner');
  await admin.end();
  const url = services.postgres.ownerUrl.replace(/billing$/, 'before_waivers');
  await migrateUpToBefore(url);
  client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `INSERT INTO customers (id, email, name, currency, locale, country, created_at, updated_at)
     VALUES ($1, 'a@b.test', 'A', 'usd', 'en-US', 'US', '2026-01-01', '2026-01-01')`,
    [CUSTOMER],
  );
  const credit = { uncapped: -3_000, amount: -3_000, status: 'planned' };
  before.creditOfOld = await insert(credit);
  before.credit = await insert({ ...credit, more: { known_credits: JSON.stringify(KNOWN) } });
  before.creditCapped = await insert({ uncapped: -3_000, amount: 0 });
  before.usage = await insert({ uncapped: 1_200, amount: 1_200, status: 'planned' });
  before.settled = await insert({ uncapped: 1_250, amount: 0, more: { ...CLOSED, closed_minor: 1_250 } });
  await migrate(url);
}, 60_000);

afterAll(async () => {
  await client.end();
  await services.stop();
});

describe('migration 0032 on the rows of the release before', () => {
  it('forgets of a credit that names no lines what was known of it, and of nothing else', async () => {
    expect(await rowOf(before.creditOfOld ?? '')).toMatchObject({ known_credits: null });
    expect(await rowOf(before.credit ?? '')).toMatchObject({ known_credits: KNOWN });
    expect(await rowOf(before.creditCapped ?? '')).toMatchObject({ known_credits: [] });
    expect(await rowOf(before.usage ?? '')).toMatchObject({ known_credits: [] });
  });

  it('takes what was closed for settled outside, with its money', async () => {
    expect(await rowOf(before.settled ?? '')).toMatchObject({
      closed_minor: 1_250,
      is_waived: false,
      waived_minor: 0,
    });
  });

  it('takes what a Worker of the release before writes, and refuses a waiver that moves money', async () => {
    const id = await insert({ uncapped: 100, amount: 0 });
    expect(await rowOf(id)).toMatchObject({ is_waived: false, waived_minor: 0 });
    const moving = { ...CLOSED, is_waived: true, closed_minor: 1_250 };
    await expect(insert({ uncapped: 1_250, amount: 0, more: moving })).rejects.toThrow(
      'period_adjustments_waived_moves_nothing',
    );
  });
});

/** Its second statement, with the id in the place of its dots. */
async function reopen(id: string): Promise<void> {
  const guide = await readFile(DEPLOY_GUIDE, 'utf8');
  const [, statement] = /(with reopened as [\s\S]*?;)\n```/.exec(guide) ?? [];
  if (statement === undefined) throw new Error('the guide has no statement that reopens');
  await client.query(statement.replace("id = '…'", `id = '${id}'`));
}

async function reopenings(id: string): Promise<number> {
  const { rows } = await client.query(
    `SELECT count(*)::int AS rows FROM billing_audit
     WHERE action = 'adjustment.reopened' AND object_id = $1 AND customer_id = $2`,
    [id, CUSTOMER],
  );
  return rows[0].rows;
}

describe('the guide’s statement that reopens', () => {
  const waived = { ...CLOSED, is_waived: true };

  it.each<[string, Row, number]>([
    ['settled outside', { uncapped: 1_250, amount: 0, more: { ...CLOSED, closed_minor: 1_250 } }, 0],
    ['waived', { uncapped: 1_250, amount: 0, more: { ...waived, waived_minor: 1_250 } }, 0],
    [
      'a refused credit that was waived',
      { status: 'failed', uncapped: -3_000, amount: -3_000, more: { ...waived, waived_minor: -3_000 } },
      0,
    ],
    [
      'the rest of a capped one that was waived',
      {
        status: 'issued',
        uncapped: -1_250,
        amount: -1_000,
        more: { ...waived, waived_minor: -250, reason: 'capped', stripe_object_id: 'cn_1' },
      },
      0,
    ],
    [
      'one that had taken up $5.00 of an earlier waiver, which it goes on to',
      { uncapped: 1_250, amount: 0, more: { ...waived, waived_minor: 750 } },
      -500,
    ],
    ['units without an amount', { uncapped: 0, amount: 0, more: { ...waived, reason: 'no_invoice' } }, 0],
  ])('%s', async (_what, row, waivedMinor) => {
    const id = await insert(row);
    await reopen(id);
    expect(await rowOf(id)).toMatchObject({
      closed_at: null,
      closed_minor: 0,
      is_waived: false,
      waived_minor: waivedMinor,
    });
    expect(await reopenings(id)).toBe(1);
  });

  it('leaves alone, without a trail, what is not closed', async () => {
    const id = await insert({ uncapped: 100, amount: 0 });
    await reopen(id);
    expect(await reopenings(id)).toBe(0);
  });
});
