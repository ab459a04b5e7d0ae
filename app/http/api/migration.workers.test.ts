import { expect, test } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  staffActor,
  testContext,
} from '../../../dev/testing/workers.ts';
import { requestMigration } from '../../services/migration/request-migration.ts';
import { updateMigrationRequest } from '../../services/migration/update-migration-request.ts';
import { migrationRequestSchema } from './migration-schemas.ts';

const api = createApi({ NEXT_PUBLIC_ENABLE_BILLING_MIGRATION: 'true' });
const NOTES = 'We move twelve apps from the old mediation on 1 May.';

async function post(body: unknown, claims: { role: string; customer_id?: string }, call = api) {
  return call('/api/v1/billing/migration/request', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(await bearer(claims)) },
    body: JSON.stringify(body),
  });
}

async function asPublisher() {
  const customer = await insertTestCustomer();
  return { customer, claims: { role: 'publisher', customer_id: customer.id } };
}

test('a request is queued with its audit row and one message to ops on each channel', async () => {
  const { customer, claims } = await asPublisher();
  const response = await post({ channel: 'production', notes: `  ${NOTES}\n` }, claims);
  expect(response.status).toBe(202);
  const answer = migrationRequestSchema.parse(await response.json());
  expect(answer).toMatchObject({ status: 'queued', channel: 'production', notesPreview: NOTES });
  const messages = await ownerSql(
    `SELECT channel, status, payload->>'customerName' AS name FROM notifications
     WHERE payload->>'requestId' = $1 ORDER BY channel`,
    [answer.requestId],
  );
  expect(messages).toEqual([
    { channel: 'email', status: 'pending', name: customer.name },
    { channel: 'slack', status: 'pending', name: customer.name },
  ]);
  const audit = await ownerSql('SELECT action, customer_id FROM billing_audit WHERE object_id = $1', [
    answer.requestId,
  ]);
  expect(audit).toEqual([{ action: 'migration.requested', customer_id: customer.id }]);
});

test.each([
  ['19 characters', { channel: 'sandbox', notes: 'x'.repeat(19) }, 'notes'],
  ['spaces', { channel: 'sandbox', notes: ' '.repeat(60) }, 'notes'],
  ['10,001 characters', { channel: 'sandbox', notes: 'x'.repeat(10_001) }, 'notes'],
  ['a number', { channel: 'sandbox', notes: 5 }, 'notes'],
  ['an unknown channel', { channel: 'moon', notes: NOTES }, 'channel'],
])('notes of %s, or a bad channel: 422 naming the field, nothing queued', async (_, body, path) => {
  const { customer, claims } = await asPublisher();
  const response = await post(body, claims);
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ errors: [{ path }] });
  expect(await ownerSql('SELECT id FROM migration_requests WHERE customer_id = $1', [customer.id])).toEqual(
    [],
  );
});

test('10,000 characters are taken', async () => {
  const { claims } = await asPublisher();
  expect((await post({ channel: 'sandbox', notes: 'x'.repeat(10_000) }, claims)).status).toBe(202);
});

test('staff cannot ask for a publisher; with the flag off there is nothing', async () => {
  expect((await post({ channel: 'sandbox', notes: NOTES }, { role: 'admin' })).status).toBe(403);
  const { claims } = await asPublisher();
  expect((await post({ channel: 'sandbox', notes: NOTES }, claims, createApi())).status).toBe(404);
});

test('the same id twice, as from a form sent twice, is one request and one message a channel', async () => {
  const { customer } = await asPublisher();
  const ctx = testContext({ actor: publisherActor(customer) });
  const input = { id: crypto.randomUUID(), channel: 'sandbox', notes: NOTES };
  await Promise.all([requestMigration(ctx, input), requestMigration(ctx, input)]);
  const counts = await ownerSql(
    `SELECT (SELECT count(*)::int FROM migration_requests WHERE id::text = $1) AS requests,
       (SELECT count(*)::int FROM notifications WHERE payload->>'requestId' = $1) AS messages,
       (SELECT count(*)::int FROM billing_audit WHERE object_id = $1) AS audits`,
    [input.id],
  );
  expect(counts).toEqual([{ requests: 1, messages: 2, audits: 1 }]);
});

test('an admin moves it forward once; of two at once one is refused, and the publisher gets one notice', async () => {
  const { customer } = await asPublisher();
  const { id } = await requestMigration(testContext({ actor: publisherActor(customer) }), {
    channel: 'sandbox',
    notes: NOTES,
  });
  const ctx = testContext({ actor: { ...staffActor(), role: 'admin' as const } });
  const move = () => updateMigrationRequest(ctx, { id, status: 'done', reply: 'You are moved.' });
  const outcomes = await Promise.allSettled([move(), move()]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(move()).rejects.toMatchObject({ code: 'conflict' });
  const notices = await ownerSql(
    `SELECT kind FROM notifications WHERE customer_id = $1 AND channel = 'in_app'`,
    [customer.id],
  );
  expect(notices).toEqual([{ kind: 'migration.updated' }]);
});

test('under one Idempotency-Key a request is queued once, and the repeat gets the same answer', async () => {
  const { customer, claims } = await asPublisher();
  const send = async () =>
    api('/api/v1/billing/migration/request', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': 'move-1',
        ...(await bearer(claims)),
      },
      body: JSON.stringify({ channel: 'sandbox', notes: NOTES }),
    });
  const first = await (await send()).text();
  const again = await send();
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
  expect(await again.text()).toBe(first);
  const queued = await ownerSql('SELECT id FROM migration_requests WHERE customer_id = $1', [customer.id]);
  expect(queued).toHaveLength(1);
});
