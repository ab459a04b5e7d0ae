import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { toWebhookEvent } from '../../stripe/to-webhook-event.ts';
import { storeEvent } from './store-event.ts';

const { db, now } = testContext();
const newId = () => crypto.randomUUID();

function eventToStore(more: object = {}) {
  const id = `evt_${crypto.randomUUID()}`;
  const object = { id: 'in_1', object: 'invoice', ...more };
  const rawBody = JSON.stringify({ id, object: 'event', type: 'invoice.paid', created: 1, data: { object } });
  const event = toWebhookEvent(rawBody);
  if (event === null) throw new Error('no event');
  return { id, toStore: { event, rawBody, now, newId } };
}

it('says of each event once that it is new, also when it comes ten times at once', async () => {
  const { id, toStore } = eventToStore();
  const answers = await Promise.all(Array.from({ length: 10 }, () => storeEvent(db, toStore)));
  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(await storeEvent(db, toStore)).toBe(false);
  expect(await ownerSql('SELECT status FROM events WHERE dedupe_key = $1', [id])).toEqual([
    { status: 'pending' },
  ]);
});

it('stores as the system within itself only: the scope of a transaction around it stays what it was', async () => {
  const { id, toStore } = eventToStore();
  const customerId = crypto.randomUUID();
  const call = sql`select store_stripe_event(${newId()}::uuid, ${id}, 'invoice.paid', null, false, 'invoice', 'in_1', null,
    ${toStore.rawBody}::jsonb, now(), now(), ${newId()}::uuid, 'stripe_event', 'invoice:in_1', '{}', 'pending', null, null)`;
  const [stored, scope, visible] = await db.batch({ kind: 'tenant', customerId }, (query) => [
    query.execute<{ store_stripe_event: boolean }>(call),
    query.execute(sql`select current_setting('app.scope') as scope`),
    query.execute(sql`select id from stripe_webhook_events`),
  ]);
  expect(stored.rows).toEqual([{ store_stripe_event: true }]);
  expect(scope.rows).toEqual([{ scope: 'tenant' }]);
  expect(visible.rows).toEqual([]);
});

it('keeps a payload of 4 KB as it came, in its row: compressing it would cost a third of storing it', async () => {
  const { id, toStore } = eventToStore({
    lines: Array.from({ length: 100 }, () => 'a line of forty characters or so, ....'),
  });
  await storeEvent(db, toStore);
  const read =
    'SELECT pg_column_compression(payload) AS compression, pg_column_size(payload) > 4000 AS whole';
  expect(await ownerSql(`${read} FROM stripe_webhook_events WHERE stripe_event_id = $1`, [id])).toEqual([
    { compression: null, whole: true },
  ]);
});
