import { beforeAll, describe, expect, test } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { countTrips, runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import {
  advanceClock,
  insertTestCustomer,
  ownerSql,
  publisherActor,
  testContext,
} from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../../services/catalog/provision-catalog.ts';
import { createCustomer } from '../../services/customers/create-customer.ts';
import { explainBillChange } from '../../services/usage/explain/explain-bill-change.ts';
import { explainCharge } from '../../services/usage/explain/explain-charge.ts';
import { getUsageHistory } from '../../services/usage/history/get-usage-history.ts';
import { reportUsage } from '../../services/usage/report/report-usage.ts';
import { billChangeSchema, chargeExplanationSchema, usageHistorySchema } from './usage-insight-schemas.ts';

const api = createApi();
const HOUR_MS = 3_600_000;

/** 7,000,001 impressions on Starter: 1 M free, 4 M at $0.12 and 2,000,001 at $0.10 per 1,000. */
const FIRST = { '2026-04-20T05:00:00.000Z': 7_000_000, '2026-05-02T06:00:00.000Z': 1 };
const SECOND = { '2026-05-20T05:00:00.000Z': 1_500_000 };

let now = new Date('2026-04-15T12:00:00.000Z');
let customerId: string;
let headers: Record<string, string>;

function ctxNow() {
  return testContext({ now });
}

async function goTo(to: string): Promise<void> {
  now = new Date(to);
  await advanceClock(now);
  await settleWebhooks(ctxNow());
}

async function use(hours: Record<string, number>): Promise<void> {
  await setReplicaRows(
    Object.entries(hours).map(([hour, quantity]) => ({
      customerId,
      metric: 'impressions',
      hour,
      quantity,
      updatedAt: new Date(now.getTime() - HOUR_MS).toISOString(),
    })),
  );
  await runTestSync(ctxNow());
  await reportUsage(ctxNow());
}

async function get(path: string, by = headers) {
  return api(`/api/v1/billing/usage/${path}`, { headers: by });
}

beforeAll(async () => {
  await provisionCatalog(ctxNow());
  ({ customerId } = await createCustomer(ctxNow(), {
    email: 'insight@publisher.test',
    name: 'Insight Games',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  }));
  await settleWebhooks(ctxNow());
  await goTo('2026-05-14T12:00:00.000Z');
  await use(FIRST);
  await goTo('2026-05-15T03:00:00.000Z');
  await goTo('2026-06-14T12:00:00.000Z');
  await use(SECOND);
  await goTo('2026-06-15T03:00:00.000Z');
  now = new Date('2026-06-15T03:30:00.000Z');
  headers = await bearer({ role: 'publisher', customer_id: customerId }, { expiresIn: 400 * 86_400 });
}, 60_000);

describe('explain', () => {
  test('every overage line of the real invoice: 4 M × $0.12 + 2,000,001 × $0.10 per 1,000, to the cent', async () => {
    const response = await get('explain?metric=impressions&period_start=2026-04-15T00:00:00Z');
    expect(response.status).toBe(200);
    const explained = chargeExplanationSchema.parse(await response.json());
    expect(
      explained.lines.map(({ units, exact_amount_decimal: exact, amount, invoiced }) => [
        units,
        exact,
        amount,
        invoiced,
      ]),
    ).toEqual([
      [1_000_000, '0', 0, 0],
      [4_000_000, '48000', 480, 480],
      [2_000_001, '20000.01', 200, 200],
    ]);
    expect(explained).toMatchObject({ charged_quantity: 7_000_001, total: 680, invoiced_total: 680 });
    expect(explained.seal).toMatchObject({ is_unchanged: true, sealed: { hours: 2, quantity: 7_000_001 } });
    expect(explained.days.filter(({ quantity }) => quantity !== 0)).toEqual([
      { day: '2026-04-20', quantity: 7_000_000 },
      { day: '2026-05-02', quantity: 1 },
    ]);
  });

  test('the busiest day is open when it is asked for, the first of equals, none where nothing was used', async () => {
    const at = new Date('2026-04-20T00:00:00Z');
    const open = async (metric: 'impressions' | 'api_calls', when: Date) => {
      const { day, hours } = await explainCharge(ctxNow(), { customerId, metric, at: when, day: 'busiest' });
      return [day, hours?.map(({ quantity }) => quantity)];
    };
    expect(await open('impressions', at)).toEqual(['2026-04-20', [7_000_000n]]);
    expect(await open('impressions', new Date('2026-06-01T00:00:00Z'))).toEqual(['2026-05-20', [1_500_000n]]);
    expect(await open('api_calls', at)).toEqual([null, undefined]);
  });

  test('of every metric and every invoice, the sum shown is the sum of the invoice’s lines', async () => {
    for (const at of ['2026-04-20T00:00:00Z', '2026-05-20T00:00:00Z']) {
      for (const metric of ['impressions', 'api_calls', 'data_transfer_bytes'] as const) {
        const explained = await explainCharge(ctxNow(), { customerId, metric, at: new Date(at) });
        expect(explained.invoicedTotal).toEqual(explained.total);
      }
    }
  });

  test('a day opens to its hours, and a row that is changed afterwards breaks the seal', async () => {
    const path = 'explain?metric=impressions&period_start=2026-04-15T00:00:00Z&day=2026-05-02';
    const { hours } = chargeExplanationSchema.parse(await (await get(path)).json());
    expect(hours).toEqual([
      { hour: '2026-05-02T06:00:00.000Z', quantity: 1, adjusted_quantity: 0, billable_quantity: 1 },
    ]);
    await ownerSql(
      `UPDATE usage_records SET quantity = 2 WHERE customer_id = $1 AND hour = '2026-05-02T06:00:00Z'`,
      [customerId],
    );
    const tampered = chargeExplanationSchema.parse(await (await get(path)).json());
    expect(tampered).toMatchObject({
      seal: { is_unchanged: false },
      charged_quantity: 7_000_001,
      total: 680,
    });
    await ownerSql(
      `UPDATE usage_records SET quantity = 1 WHERE customer_id = $1 AND hour = '2026-05-02T06:00:00Z'`,
      [customerId],
    );
  });

  test.each([
    ['metric=clicks', 'metric'],
    ['metric=impressions&period_start=yesterday', 'period_start'],
    ['metric=impressions&day=2026-13-01', 'day'],
  ])('%s: 400 naming the field', async (query, path) => {
    const response = await get(`explain?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ path }] });
  });

  test.each(['2026-04-14', '2026-05-15'])('a day outside the period, %s: 400 naming day', async (day) => {
    const response = await get(`explain?metric=impressions&period_start=2026-04-15T00:00:00Z&day=${day}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'day', message: 'must be a day of the period: 2026-04-15 to 2026-05-14' }],
    });
  });

  test.each(['2026-04-15', '2026-05-14'])('the first and the last day of it, %s, open', async (day) => {
    const response = await get(`explain?metric=impressions&period_start=2026-04-15T00:00:00Z&day=${day}`);
    expect(response.status).toBe(200);
  });

  test('a period that is not one of the last twelve: 404', async () => {
    const response = await get('explain?metric=impressions&period_start=2020-01-01T00:00:00Z');
    expect(response.status).toBe(404);
  });
});

describe('changes', () => {
  test('$779 to $159: $620 less of volume, and the parts are the difference', async () => {
    const response = await get('changes?period_start=2026-05-15T00:00:00Z');
    const change = billChangeSchema.parse(await response.json());
    expect(change).toMatchObject({
      before: { amount: 779 },
      after: { amount: 159 },
      difference: -620,
      parts: [{ cause: 'volume', metric: 'impressions', amount: -620 }],
    });
  });

  test('the running period stands against the last one, before tax', async () => {
    const change = await explainBillChange(ctxNow(), { customerId });
    expect(change).toMatchObject({ isRunning: true, difference: { amountMinor: -6_000n } });
  });

  test('the first period has none before it: 404', async () => {
    expect((await get('changes?period_start=2026-04-15T00:00:00Z')).status).toBe(404);
  });
});

describe('history', () => {
  test('three periods, the running one first, with what was invoiced', async () => {
    const { periods } = usageHistorySchema.parse(await (await get('history')).json());
    expect(
      periods.map(({ start, is_running, impressions, usage_charge, invoice }) => [
        start.slice(0, 10),
        is_running,
        impressions,
        usage_charge,
        invoice?.total,
      ]),
    ).toEqual([
      ['2026-06-15', true, 0, 0, undefined],
      ['2026-05-15', false, 1_500_000, 60, 159],
      ['2026-04-15', false, 7_000_001, 680, 779],
    ]);
    expect(usageHistorySchema.parse(await (await get('history?months=1')).json()).periods).toHaveLength(1);
    expect((await get('history?months=13')).status).toBe(400);
  });
});

describe('export', () => {
  test('the rows of the span with a header, the end left out', async () => {
    const response = await get('export.csv?from=2026-04-15&to=2026-05-02T06:00:00Z');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="usage-2026-04-15-2026-05-02.csv"',
    );
    const lines = (await response.text()).trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^2026-04-20T05:00:00\.000Z,impressions,7000000,0,7000000,7000000,/);
  });

  test.each([
    ['from=2026-04-15', 'to'],
    ['from=2026-04-15&to=2026-04-15', 'to'],
    ['from=2026-04-15&to=2027-04-17', 'to'],
    ['from=x&to=2026-04-15', 'from'],
  ])('%s: 400 naming %s', async (query, path) => {
    const response = await get(`export.csv?${query}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(`"path":"${path}"`);
  });
});

test('each costs one trip, and another publisher sees nothing of it', async () => {
  const other = await insertTestCustomer();
  const ctx = testContext({ now, actor: publisherActor(other) });
  await expect(getUsageHistory(ctx, { customerId })).rejects.toMatchObject({ code: 'no_subscription' });
  await expect(explainCharge(ctx, { customerId, metric: 'impressions' })).rejects.toMatchObject({
    code: 'no_subscription',
  });
  for (const read of [
    (db: typeof ctx) => getUsageHistory(db, { customerId }),
    (db: typeof ctx) => explainCharge(db, { customerId, metric: 'impressions' }),
    (db: typeof ctx) => explainBillChange(db, { customerId }),
  ]) {
    const { database, trips } = countTrips(ctxNow().db);
    await read({ ...(ctxNow() as unknown as typeof ctx), db: database });
    expect(trips()).toBe(1);
  }
});
