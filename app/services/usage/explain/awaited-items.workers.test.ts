import { beforeAll, expect, test } from 'vitest';
import { at, closeFirstPeriod, of, reader, setHours, sync } from '../../../../dev/testing/late-usage.ts';
import { planAdjustments } from '../../adjustments/plan-adjustments.ts';
import { getUsageOverview } from '../get-usage-overview.ts';
import { explainBillChange } from './explain-bill-change.ts';

beforeAll(() => closeFirstPeriod(['late']));

test('$120.00 of late usage that waits are a one-off of the running bill: $159.00 − $60.00 + $120.00 = $219.00', async () => {
  await setHours('late', [['2026-04-20T08:00:00Z', 1_000_000]]);
  await sync();
  expect(await planAdjustments(at())).toMatchObject({ planned: 1, problems: [] });
  const { customerId } = of('late');
  const change = await explainBillChange(reader(), { customerId });
  const usd = (amountMinor: bigint) => ({ amountMinor, currency: 'usd' });
  expect(change).toMatchObject({
    isRunning: true,
    before: usd(15_900n),
    after: usd(21_900n),
    awaited: usd(12_000n),
    parts: [
      { cause: 'volume', amount: usd(-6_000n) },
      { cause: 'one_off', amount: usd(12_000n) },
    ],
  });
  const page = await getUsageOverview(reader(), { customerId });
  expect(page.change).toEqual(change);
  expect(page.nextInvoice?.late).toEqual(change.awaited);
  const closed = await getUsageOverview(reader(), { customerId, at: new Date('2026-05-01T00:00:00Z') });
  expect(closed.nextInvoice).toBeNull();
});
