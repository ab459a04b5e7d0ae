import { beforeAll, expect, test } from 'vitest';
import { insertTestCatalog, insertTestSubscription } from '../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { toDueChecks } from './due-check.ts';
import { selectDueChecks } from './due-checks-sql.ts';

const NOW = new Date('2026-04-15T12:00:00.000Z');

beforeAll(() => insertTestCatalog(testContext()));

/** Looked at an hour ago, in the middle of its April; it may have been announced to end. */
async function insertLooked({ cancelAt = null }: { cancelAt?: string | null } = {}): Promise<string> {
  const customer = await insertTestCustomer();
  const id = await insertTestSubscription({
    customerId: customer.id,
    anchorAt: '2026-02-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
    createdAt: '2026-02-01T00:00:00.000Z',
  });
  await ownerSql('UPDATE subscriptions SET cancel_at = $2 WHERE id = $1', [id, cancelAt]);
  await ownerSql(
    `INSERT INTO rating_checks (subscription_id, customer_id, period_start, status, currency, ours_minor, stripe_minor,
       lines, checked_at)
     VALUES ($1, $2, '2026-04-01Z', 'matched', 'usd', 0, 0, '[]', '2026-04-15T11:00Z')`,
    [id, customer.id],
  );
  return id;
}

async function dueAt(now: Date): Promise<string[]> {
  const [found] = await testContext().db.batch({ kind: 'system' }, (db) => [
    db.execute(selectDueChecks({ now, limit: 100 })),
  ]);
  return toDueChecks(found.rows).map(({ id }) => id);
}

test('a period is looked at again in its last two hours, also before an end that was announced, and the nearest first', async () => {
  const goesOn = await insertLooked();
  const endsSoon = await insertLooked({ cancelAt: '2026-04-15T14:00:00.000Z' });
  const endsSooner = await insertLooked({ cancelAt: '2026-04-15T13:00:00.000Z' });
  const endsLater = await insertLooked({ cancelAt: '2026-04-15T14:00:01.000Z' });
  const wasToEnd = await insertLooked({ cancelAt: '2026-04-15T11:59:00.000Z' });
  expect(await dueAt(NOW)).toEqual([endsSooner, endsSoon]);
  const tomorrow = await dueAt(new Date('2026-04-16T07:00:00.000Z'));
  expect(new Set(tomorrow)).toEqual(new Set([goesOn, endsSoon, endsSooner, endsLater, wasToEnd]));
});

test('one that has changed since it was looked at is looked at again: its plan may be another one', async () => {
  const id = await insertLooked();
  const at = new Date('2026-04-15T12:30:00.000Z');
  expect(await dueAt(at)).not.toContain(id);
  await ownerSql('UPDATE subscriptions SET updated_at = $2 WHERE id = $1', [id, NOW.toISOString()]);
  expect(await dueAt(at)).toContain(id);
});

test('one that was skipped is looked at again within the hour until there is a preview of the plan as it is now', async () => {
  const id = await insertLooked();
  await ownerSql(
    `UPDATE rating_checks SET status = 'skipped', reason = 'Too early.' WHERE subscription_id = $1`,
    [id],
  );
  expect(await dueAt(new Date('2026-04-15T11:49:59.000Z'))).not.toContain(id);
  expect(await dueAt(NOW)).toContain(id);
  await ownerSql(
    `INSERT INTO invoice_previews (subscription_id, customer_id, period_start, currency, subtotal_minor, discount_minor,
       tax_minor, included_tax_minor, total_minor, balance_minor, amount_due_minor, quantities, previewed_at)
     SELECT id, customer_id, '2026-04-01Z', 'usd', 0, 0, 0, 0, 0, 0, 0, '{}', '2026-04-15T11:00Z'
     FROM subscriptions WHERE id = $1`,
    [id],
  );
  expect(await dueAt(NOW)).not.toContain(id);
  await ownerSql(`UPDATE subscriptions SET updated_at = '2026-04-15T11:00:01Z' WHERE id = $1`, [id]);
  await ownerSql(`UPDATE rating_checks SET checked_at = '2026-04-15T11:10Z' WHERE subscription_id = $1`, [
    id,
  ]);
  expect(await dueAt(NOW)).toContain(id);
});

test('within minutes only what was looked at and has changed since is looked at again, for two hours', async () => {
  const changedAt = async (now: string) => {
    const [found] = await testContext().db.batch({ kind: 'system' }, (db) => [
      db.execute(selectDueChecks({ now: new Date(now), limit: 100, isChangedOnly: true })),
    ]);
    return toDueChecks(found.rows).map(({ id }) => id);
  };
  const id = await insertLooked();
  expect(await changedAt('2026-04-15T11:31:00.000Z')).not.toContain(id);
  await ownerSql(`UPDATE subscriptions SET updated_at = '2026-04-15T11:30Z' WHERE id = $1`, [id]);
  expect(await changedAt('2026-04-15T11:31:00.000Z')).toContain(id);
  expect(await changedAt('2026-04-15T13:30:00.000Z')).not.toContain(id);
  await ownerSql('DELETE FROM rating_checks WHERE subscription_id = $1', [id]);
  expect(await changedAt('2026-04-15T11:31:00.000Z')).not.toContain(id);
});
