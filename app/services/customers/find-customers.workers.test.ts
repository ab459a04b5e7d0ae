import { neon } from '@neondatabase/serverless';
import { type SQL, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { insertTestInvoice } from '../../../dev/testing/invoices.ts';
import { countTrips, insertTestCatalog, insertTestSubscription } from '../../../dev/testing/usage.ts';
import {
  environment,
  insertTestCustomer,
  ownerSql,
  publisherActor,
  staffActor,
  testContext,
} from '../../../dev/testing/workers.ts';
import { findCustomers, patternOf } from './find-customers.ts';

const admin = testContext({ actor: staffActor('readonly') });
const CUSTOMERS = 100_000;
const OTHERS = 20_000;

let needle: Awaited<ReturnType<typeof insertTestCustomer>>;
let number: string;

beforeAll(async () => {
  await ownerSql(
    `INSERT INTO customers (id, email, name, currency, locale, country, stripe_customer_id, created_at, updated_at)
     SELECT gen_random_uuid(), 'billing' || n || '@publisher.test', 'Media House ' || n, 'usd', 'en-US', 'US',
       'cus_many' || n, '2026-01-01', '2026-01-01'
     FROM generate_series(1, ${CUSTOMERS}) AS n`,
  );
  needle = await insertTestCustomer({
    name: 'Ångström & 100% Spielwerk_KG',
    email: 'Buchhaltung@Spielwerk.example',
    stripeCustomerId: 'cus_needle',
  });
  await insertTestCustomer({ name: '株式会社星空ゲームス' });
  number = (await insertTestInvoice(needle)).number ?? '';
  await insertTestCatalog(testContext());
  await insertTestSubscription({
    customerId: needle.id,
    anchorAt: '2026-04-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
  await multiply('invoices', `'stripe_invoice_id', 'in_many' || n, 'number', 'MANY-' || n`);
  await multiply('subscriptions', `'stripe_subscription_id', 'sub_many' || n`);
  for (const table of ['customers', 'invoices', 'subscriptions']) await ownerSql(`ANALYZE ${table}`);
});

/** Copies of a table's first row for as many customers, apart from what is unique. */
async function multiply(table: string, unique: string): Promise<void> {
  await ownerSql(
    `INSERT INTO ${table}
     SELECT copy.* FROM (SELECT * FROM ${table} LIMIT 1) AS original,
       (SELECT id, row_number() OVER () AS n FROM customers LIMIT ${OTHERS}) AS owner,
       jsonb_populate_record(NULL::${table}, to_jsonb(original)
         || jsonb_build_object('id', gen_random_uuid(), 'customer_id', owner.id, ${unique})) AS copy`,
  );
}

async function namesFound(text: string, limit = 10): Promise<string[]> {
  const { customers } = await findCustomers(admin, { text, after: null, limit });
  return customers.map(({ name }) => name);
}

describe('findCustomers', () => {
  test.each([
    ['the beginning of its name', () => 'ångström'],
    ['two letters of it', () => 'ån'],
    ['two letters that begin a later word of it', () => 'Sp'],
    ['a word inside its name', () => 'spielwerk'],
    ['two words in their order', () => 'ström kg'],
    ['its e-mail address, in other letters', () => 'BUCHHALTUNG@spielwerk'],
    ['our id', () => needle.id.toUpperCase()],
    ['Stripe’s id', () => 'cus_needle'],
    ['an invoice number', () => number.toLowerCase()],
    ['the beginning of an invoice number', () => number.slice(0, -2)],
    ['what LIKE takes for a sign', () => '100% spiel'],
    ['an underscore', () => 'werk_kg'],
  ])('finds a customer by %s', async (_, text) => {
    expect(await namesFound(text())).toContain(needle.name);
  });

  test.each(['星空', '空ゲ', '株', 'ム'])('finds a name without spaces by %s inside it', async (text) => {
    expect(await namesFound(text)).toEqual(['株式会社星空ゲームス']);
  });

  test.each(['werk kg_', '%', 'x%x', '%%%', "'; drop table customers", 'in_nothing', 'spiel_erk'])(
    '%s finds nobody',
    async (text) => {
      expect(await namesFound(text)).toEqual([]);
    },
  );

  test('a second subscription that waits for its first payment does not hide the plan that runs', async () => {
    const { id } = await insertTestCustomer({ name: 'Twice Subscribed' });
    const terms = {
      customerId: id,
      anchorAt: '2026-04-01T00:00:00.000Z',
      periodStart: '2026-04-01T00:00:00.000Z',
    };
    const periodEnd = '2026-05-01T00:00:00.000Z';
    await insertTestSubscription({ ...terms, periodEnd, planId: 'growth' });
    await insertTestSubscription({
      ...terms,
      periodEnd,
      status: 'incomplete',
      createdAt: '2026-04-10T00:00:00.000Z',
    });
    const { customers } = await findCustomers(admin, { text: 'twice sub', after: null, limit: 5 });
    expect(customers).toMatchObject([{ plan: { id: 'growth' }, subscriptionStatus: 'active' }]);
  });

  test('what begins with the text comes before what holds it, and more than fit is said', async () => {
    await insertTestCustomer({ name: 'House of Games' });
    const { customers, hasMore } = await findCustomers(admin, { text: 'house', after: null, limit: 5 });
    expect(customers).toHaveLength(5);
    expect(customers[0]?.name).toBe('House of Games');
    expect(hasMore).toBe(true);
  });

  test('without a text all come by name, page after page, each once', async () => {
    const first = await findCustomers(admin, { text: ' ', after: null, limit: 40 });
    expect(first.hasMore).toBe(true);
    const last = first.customers.at(-1);
    if (last === undefined) throw new Error('nobody');
    const second = await findCustomers(admin, { text: '', after: last, limit: 40 });
    const names = [...first.customers, ...second.customers].map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(80);
    expect(names).toEqual([...names].sort());
  });

  test('takes one trip, and a publisher is refused, by the service and by the database', async () => {
    const { database, trips } = countTrips(admin.db);
    await findCustomers({ ...admin, db: database }, { text: 'media', after: null, limit: 10 });
    expect(trips()).toBe(1);
    const publisher = testContext({ actor: publisherActor(needle) });
    await expect(findCustomers(publisher, { text: 'a', after: null, limit: 1 })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const pretender = { ...publisher, actor: admin.actor, db: tenantOnly(publisher.db) };
    expect((await findCustomers(pretender, { text: 'media', after: null, limit: 5 })).customers).toEqual([]);
    expect((await findCustomers(pretender, { text: '', after: null, limit: 5 })).customers).toEqual([]);
  });

  function tenantOnly(db: typeof admin.db): typeof admin.db {
    return { ...db, batch: (_, build) => db.batch({ kind: 'tenant', customerId: needle.id }, build) };
  }
});

describe('the plans', () => {
  /** The body of the function with its arguments in place, under its own settings: what PostgreSQL runs inside it. */
  async function planOf(name: string, args: Record<string, string>, explain = 'EXPLAIN'): Promise<string> {
    const [row] = await ownerSql<{ prosrc: string; settings: string[] }>(
      'SELECT prosrc, proconfig AS settings FROM pg_proc WHERE proname = $1',
      [name],
    );
    const body = Object.entries(args).reduce(
      (text, [argument, value]) => text.replaceAll(new RegExp(`\\b${argument}\\b`, 'g'), value),
      row?.prosrc ?? '',
    );
    const owner = neon(environment.ownerUrl);
    const settings = (row?.settings ?? []).map((setting) => owner.query(`SET LOCAL ${setting}`));
    const scope = owner.query("SELECT set_config('app.scope', 'staff', true)");
    const results = await owner.transaction([scope, ...settings, owner.query(`${explain} ${body}`)]);
    return (results.at(-1) as Record<string, string>[]).map((line) => line['QUERY PLAN']).join('\n');
  }

  test.each(['house 1999', 'spielwerk', 'cus_many17', 'sp', 'm', '空ゲ'])(
    'a search for %s reads indexes and no table',
    async (text) => {
      const plan = await planOf('search_customers', {
        p_text: `'${text}'`,
        p_pattern: `'${patternOf(text)}'`,
        p_uuid: `'${needle.id}'::uuid`,
        p_limit: '21',
      });
      expect(plan).not.toContain('Seq Scan');
      for (const index of [
        'customers_pkey',
        'customers_stripe_customer_id_unique',
        'customers_name_index',
        'customers_email_index',
        'customers_text_index',
        'customers_wide_parts_index',
        'invoices_number_index',
        'invoices_stripe_invoice_id_unique',
        'subscriptions_stripe_subscription_id_unique',
      ]) {
        expect(plan).toContain(index);
      }
    },
  );

  test.each([
    ['house 1', 'which many hold, is found among the first by name, and no trigram is read', true],
    ['werk_k', 'which one holds, is found by its trigrams', false],
  ])('%s, %s', async (text, _, isCommon) => {
    const args = {
      p_text: `'${text}'`,
      p_pattern: `'${patternOf(text)}'`,
      p_uuid: 'NULL::uuid',
      p_limit: '26',
    };
    const plan = await planOf('search_customers', args, 'EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF)');
    const trigrams = plan.split('\n').find((line) => line.includes('customers_text_index'));
    expect(trigrams).toBeDefined();
    expect(trigrams?.includes('never executed')).toBe(isCommon);
  });

  test.each(['house', 'spielwerk', ''])(
    'what is told of those that “%s” finds is looked up by key',
    async (text) => {
      const { database, statements } = explaining(admin.db);
      await findCustomers({ ...admin, db: database }, { text, after: null, limit: 25 });
      const [plan] = statements;
      expect(plan).toContain('Function Scan');
      expect(plan).toContain('customers_pkey');
      expect(plan).not.toContain('Seq Scan on customers');
      expect(plan).not.toContain('Seq Scan on invoices');
      expect(plan).not.toContain('Seq Scan on subscriptions');
    },
  );

  /** The same database; beside each answer, the plan by which the Workers' role gets it. */
  function explaining(db: typeof admin.db) {
    const statements: string[] = [];
    const database: typeof db = {
      ...db,
      async batch(scope, build) {
        const [lines] = await db.batch(scope, (queries) => {
          const [query] = build(queries) as unknown as [{ getSQL(): SQL }];
          return [queries.execute(sql`explain ${query.getSQL()}`)];
        });
        statements.push(lines.rows.map((line) => line['QUERY PLAN']).join('\n'));
        return db.batch(scope, build);
      },
    };
    return { database, statements };
  }

  test('the list of all goes on by its index from any page', async () => {
    const plan = await planOf('list_customers', {
      p_after_name: `'Media House 5'`,
      p_after_id: `'${needle.id}'::uuid`,
      p_limit: '26',
    });
    expect(plan).toContain('customers_name_index');
    expect(plan).not.toMatch(/Seq Scan|Sort/);
  });
});
