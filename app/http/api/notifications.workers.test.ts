import { expect, test } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import { browser } from '../../../dev/testing/cookie.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { queueNotifications } from '../../services/notifications/queue-notification.ts';
import { notificationListSchema, readNotificationSchema } from './notification-schemas.ts';

const api = createApi();
const PATH = '/api/v1/billing/notifications';
const NOON = Date.parse('2026-04-15T12:00:00.000Z');

/** So many notices in the app, the last one the newest, and a mail that is none. */
async function told(count: number) {
  const { id: customerId } = await insertTestCustomer();
  const ctx = testContext();
  for (let index = 0; index < count; index += 1) {
    const notice = {
      customerId,
      kind: 'usage.limit_crossed',
      payload: { thresholdPercent: index, quantity: '9007199254740993' },
    };
    await ctx.db.batch({ kind: 'system' }, (db) => [
      queueNotifications(db, {
        now: new Date(NOON + index * 1_000),
        notifications: (['in_app', 'email'] as const).map((channel) => ({
          ...notice,
          channel,
          dedupeKey: `${customerId}:${index}:${channel}`,
        })),
      }),
    ]);
  }
  const claims = { role: 'publisher', customer_id: customerId };
  return { customerId, claims, headers: await bearer(claims) };
}

async function list(headers: Record<string, string>, query = '') {
  const response = await api(`${PATH}${query}`, { headers });
  expect(response.status).toBe(200);
  return notificationListSchema.parse(await response.json());
}

function markRead(id: string, headers: Record<string, string>) {
  return api(`${PATH}/${id}/read`, { method: 'POST', headers });
}

test('the newest first, what was mailed left out, with how many are unread beyond the limit', async () => {
  const { headers } = await told(3);
  const found = await list(headers, '?limit=2');
  expect(found.unread).toBe(3);
  expect(found.notifications).toMatchObject([
    { kind: 'usage.limit_crossed', data: { threshold_percent: 2, quantity: '9007199254740993' } },
    { data: { threshold_percent: 1 }, created_at: '2026-04-15T12:00:01.000Z', read_at: null },
  ]);
});

test('one is read once: the first time stays, it leaves the unread, and the trail has one row', async () => {
  const { headers } = await told(2);
  const { id } = (await list(headers)).notifications[0] ?? expect.fail('there is no notice');
  const first = readNotificationSchema.parse(await (await markRead(id, headers)).json());
  expect(readNotificationSchema.parse(await (await markRead(id, headers)).json())).toEqual(first);
  const unread = await list(headers, '?unread_only=true');
  expect([unread.unread, unread.notifications.map(({ data }) => data.threshold_percent)]).toEqual([1, [0]]);
  expect((await list(headers, '?unread_only=false')).notifications[0]).toMatchObject({
    read_at: first.read_at,
  });
  const trail = await ownerSql('SELECT action FROM billing_audit WHERE object_id = $1', [id]);
  expect(trail).toEqual([{ action: 'notification.read' }]);
});

test.each([
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['limit=ten', 'limit'],
  ['unread_only=yes', 'unread_only'],
])('%s: 400 naming %s', async (query, path) => {
  const { headers } = await told(0);
  const response = await api(`${PATH}?${query}`, { headers });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ path }] });
});

test('another publisher’s notice is not there, nor is a mail; a malformed id is 400', async () => {
  const [mine, other] = [await told(1), await told(1)];
  const { id } = (await list(mine.headers)).notifications[0] ?? expect.fail('there is no notice');
  expect((await markRead(id, other.headers)).status).toBe(404);
  const foreign = await list(other.headers, `?customer_id=${mine.customerId}`);
  expect(foreign.notifications.map((notice) => notice.id)).not.toContain(id);
  const [mail] = await ownerSql<{ id: string }>(
    `SELECT id FROM notifications WHERE customer_id = $1 AND channel = 'email'`,
    [mine.customerId],
  );
  expect((await markRead(mail?.id ?? '', mine.headers)).status).toBe(404);
  expect((await markRead('7', mine.headers)).status).toBe(400);
  expect((await list(mine.headers)).unread).toBe(1);
});

test('staff reads a publisher’s with a trace, and marks none', async () => {
  const { customerId, headers } = await told(1);
  const staff = await bearer({ role: 'admin' });
  expect((await api(PATH, { headers: staff })).status).toBe(400);
  const { notifications } = await list(staff, `?customer_id=${customerId}`);
  expect((await markRead(notifications[0]?.id ?? '', staff)).status).toBe(403);
  const trail = await ownerSql('SELECT action FROM billing_audit WHERE customer_id = $1', [customerId]);
  expect(trail).toEqual([{ action: 'notification.list_read' }]);
  expect((await list(headers)).unread).toBe(1);
});

function markAll(headers: Record<string, string>, body: unknown) {
  return api(`${PATH}/read`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

test('all up to what was seen are read at once: the third, which came later, stays; again marks none', async () => {
  const { headers, customerId } = await told(3);
  const other = await told(1);
  const until = new Date(NOON + 1_000).toISOString();
  const answers = [await markAll(headers, { until }), await markAll(headers, { until })];
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
    { marked: 2, unread: 1 },
    { marked: 0, unread: 1 },
  ]);
  const { notifications } = await list(headers, '?unread_only=true');
  expect(notifications.map(({ data }) => data.threshold_percent)).toEqual([2]);
  expect((await list(other.headers)).unread).toBe(1);
  const trail = await ownerSql<{ marked: number }>(
    `SELECT jsonb_array_length(after -> 'ids') AS marked FROM billing_audit
     WHERE customer_id = $1 AND action = 'notification.all_read'`,
    [customerId],
  );
  expect(trail).toEqual([{ marked: 2 }]);
});

test.each([{}, { until: 'now' }, { until: '2026-05-01' }])(
  '%o marks nothing: 422 naming until',
  async (body) => {
    const { headers } = await told(1);
    const response = await markAll(headers, body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ path: 'until' }] });
    expect((await list(headers)).unread).toBe(1);
  },
);

test('staff marks none at once', async () => {
  const { headers } = await told(1);
  const until = new Date(NOON).toISOString();
  expect((await markAll(await bearer({ role: 'admin' }), { until })).status).toBe(403);
  expect((await list(headers)).unread).toBe(1);
});

test('a browser marks with its CSRF token only', async () => {
  const { claims, headers } = await told(1);
  const { cookie, withToken } = await browser(api, claims);
  const { id } = (await list(headers)).notifications[0] ?? expect.fail('there is no notice');
  expect((await markRead(id, cookie)).status).toBe(403);
  expect((await markRead(id, withToken)).status).toBe(200);
  expect((await markRead(id, {})).status).toBe(401);
});
