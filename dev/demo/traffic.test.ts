import { expect, test } from 'vitest';
import { DEMO_ACCOUNTS } from './accounts.ts';
import { cardChangesAt, joinedAt } from './joining.ts';
import { computeArrivals, type Publisher } from './traffic.ts';

const MADE_AT = new Date('2026-03-20T15:30:00.000Z');
const DAY_MS = 86_400_000;

const publisher: Publisher = {
  customerId: '0196b1f0-0000-7000-8000-000000000001',
  key: 'a@b.example',
  joinedAt: new Date('2026-01-01T00:00:00.000Z'),
  profile: {
    monthly: { impressions: 7_200_000, api_calls: 72_000, data_transfer_bytes: 72e9 },
    monthlyGrowth: 1.1,
    peakHourUtc: 12,
    activeHours: 22,
    weekendFactor: 1.2,
    outageDaysAgo: 10,
  },
};

function arrivals(after: string, until: string) {
  return computeArrivals([publisher], {
    madeAt: MADE_AT,
    after: new Date(after),
    until: new Date(until),
  });
}

/** The store as it stands after rows arrived in order. */
function standing(rows: ReturnType<typeof arrivals>): Map<string, number> {
  return new Map(rows.map((row) => [`${row.metric} ${row.hour.toISOString()}`, row.quantity]));
}

test('the hour from 17:00 arrives at 18:02, in time for the sync at 18:05, and nothing of the future with it', () => {
  const at = (until: string) =>
    arrivals('2026-02-10T17:50:00.000Z', until).filter(({ metric }) => metric === 'impressions');
  expect(at('2026-02-10T18:01:59.999Z')).toEqual([]);
  expect(at('2026-02-10T18:02:00.000Z').map(({ hour }) => hour.toISOString())).toContain(
    '2026-02-10T17:00:00.000Z',
  );
});

test('a span at once or hour by hour brings the same rows', () => {
  const whole = arrivals('2026-02-01T00:00:00.000Z', '2026-02-08T00:00:00.000Z');
  const parts = Array.from({ length: 7 * 24 }, (_, hour) =>
    arrivals(
      new Date(Date.parse('2026-02-01T00:00:00.000Z') + hour * 3_600_000).toISOString(),
      new Date(Date.parse('2026-02-01T00:00:00.000Z') + (hour + 1) * 3_600_000).toISOString(),
    ),
  ).flat();
  expect(parts).toEqual(whole);
  expect(whole.length).toBeGreaterThan(150);
});

test('late hours come first with 70 % of their units, and whole one to three days later', () => {
  const rows = arrivals('2026-01-10T00:00:00.000Z', '2026-03-01T00:00:00.000Z');
  const seen = new Map<string, (typeof rows)[number]>();
  let late = 0;
  for (const row of rows) {
    const key = `${row.metric} ${row.hour.toISOString()}`;
    const first = seen.get(key);
    seen.set(key, row);
    if (first === undefined) continue;
    late++;
    expect(first.quantity).toBe(Math.floor(row.quantity * 0.7));
    const laterMs = row.updatedAt.getTime() - first.updatedAt.getTime();
    expect([26, 51, 75]).toContain(laterMs / 3_600_000);
  }
  expect(late).toBeGreaterThan(5);
});

test('the outage, ten days before the demo was made, leaves nine hours around its peak at 12:00 without a row', () => {
  const hours = [...standing(arrivals('2026-03-09T23:30:00.000Z', '2026-03-14T00:00:00.000Z')).keys()];
  for (let hour = 8; hour < 17; hour++) {
    expect(hours).not.toContain(`impressions 2026-03-10T${String(hour).padStart(2, '0')}:00:00.000Z`);
  }
  expect(hours).toContain('impressions 2026-03-10T17:00:00.000Z');
  expect(hours).toContain('impressions 2026-03-10T07:00:00.000Z');
});

test('nothing is served before joining', () => {
  expect(arrivals('2025-12-01T00:00:00.000Z', '2026-01-01T01:00:00.000Z')).toEqual([]);
});

test('a month adds up to the profile’s monthly units, give or take a tenth', () => {
  const month = standing(
    arrivals(new Date(MADE_AT.getTime() - 30 * DAY_MS).toISOString(), MADE_AT.toISOString()),
  );
  let impressions = 0;
  for (const [key, quantity] of month) if (key.startsWith('impressions')) impressions += quantity;
  expect(impressions).toBeGreaterThan(6_480_000);
  expect(impressions).toBeLessThan(7_920_000);
});

test('every account joins at 00:00 UTC, whole months before its present period, whatever day the demo is made', () => {
  for (let day = 0; day < 400; day++) {
    const madeAt = new Date(Date.parse('2027-01-01T12:00:00.000Z') + day * DAY_MS);
    for (const account of DEMO_ACCOUNTS) {
      const joined = joinedAt(account, madeAt);
      const present = new Date(cardChangesAt(account, madeAt).getTime() + DAY_MS);
      expect(joined.getTime() % DAY_MS).toBe(0);
      expect(joined.getUTCDate()).toBe(present.getUTCDate());
      expect(present.getTime()).toBeLessThanOrEqual(madeAt.getTime());
      expect(madeAt.getTime() - present.getTime()).toBeLessThan(30 * DAY_MS);
    }
  }
});

test('the demo has a publisher per plan, yen from Japan, euros from Germany with a VAT id, pounds, and a failing card', () => {
  const customers = DEMO_ACCOUNTS.map(({ customer }) => customer);
  expect(new Set(customers.map(({ planId }) => planId)).size).toBe(4);
  expect(customers.find(({ currency }) => currency === 'jpy')).toMatchObject({
    locale: 'ja-JP',
    country: 'JP',
  });
  expect(customers.find(({ currency }) => currency === 'eur')).toMatchObject({ taxId: expect.any(String) });
  expect(customers.some(({ currency }) => currency === 'gbp')).toBe(true);
  expect(DEMO_ACCOUNTS.some(({ cardForLastRenewal }) => cardForLastRenewal !== undefined)).toBe(true);
});
