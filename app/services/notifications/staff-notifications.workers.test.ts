import { beforeEach, expect, test } from 'vitest';
import { insertTestCustomer, ownerSql, staffActor, testContext } from '../../../dev/testing/workers.ts';
import { alertStaff } from './alert-staff.ts';
import { listStaffNotifications } from './list-staff-notifications.ts';
import { markAllStaffNotificationsRead, markStaffNotificationRead } from './mark-staff-notifications-read.ts';
import { queueNotifications } from './queue-notification.ts';

const admin = testContext({ actor: staffActor('admin') });
const readonly = testContext({ actor: staffActor('readonly') });

async function tell(key: string, minutes: number) {
  const now = new Date(admin.now.getTime() + minutes * 60_000);
  const notifications = alertStaff({ kind: 'adjustment.failed', key, title: key, text: 'Refused.' });
  await admin.db.batch({ kind: 'system' }, (db) => [queueNotifications(db, { notifications, now })]);
}

beforeEach(async () => {
  await ownerSql('DELETE FROM notifications', []);
  await tell('first', 0);
  await tell('second', 1);
});

async function titles(unreadOnly = false) {
  const { notifications } = await listStaffNotifications(readonly, { limit: 20, unreadOnly });
  return notifications.map(({ payload }) => payload.title);
}

test('staff of either role sees what it is told in the app, newest first; a publisher sees none of it', async () => {
  expect(await titles()).toEqual(['second', 'first']);
  expect(await listStaffNotifications(admin, { limit: 1 })).toMatchObject({ unread: 2, total: 2 });
  const { id: customerId } = await insertTestCustomer();
  const actor = {
    kind: 'publisher',
    role: 'publisher',
    id: 'user_1',
    email: 'a@b.test',
    customerId,
  } as const;
  const publisher = { ...admin, actor } as unknown as typeof admin;
  await expect(listStaffNotifications(publisher, { limit: 1 })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(markAllStaffNotificationsRead(publisher, { until: admin.now })).rejects.toMatchObject({
    code: 'forbidden',
  });
});

test('one is marked once, for all of staff, by an admin and not by who only reads', async () => {
  const { notifications } = await listStaffNotifications(admin, { limit: 1 });
  const notificationId = notifications[0]?.id ?? '';
  await expect(markStaffNotificationRead(readonly, { notificationId })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await markStaffNotificationRead(admin, { notificationId });
  await markStaffNotificationRead(admin, { notificationId });
  expect(await titles(true)).toEqual(['first']);
  const trail = await ownerSql(
    `SELECT actor_id, customer_id FROM billing_audit WHERE action = 'notification.read' AND object_id = $1`,
    [notificationId],
  );
  expect(trail).toEqual([{ actor_id: 'user_admin', customer_id: null }]);
});

test('all are marked up to the newest that was seen; a publisher’s notice is not one of them', async () => {
  const { id: customerId } = await insertTestCustomer();
  const own = {
    customerId,
    channel: 'in_app',
    kind: 'budget.crossed',
    dedupeKey: 'own',
    payload: {},
  } as const;
  await admin.db.batch({ kind: 'system' }, (db) => [
    queueNotifications(db, { notifications: [own], now: admin.now }),
  ]);
  expect(await markAllStaffNotificationsRead(admin, { until: admin.now })).toEqual({ marked: 1, unread: 1 });
  expect(await titles(true)).toEqual(['second']);
  expect(await ownerSql('SELECT read_at FROM notifications WHERE customer_id = $1', [customerId])).toEqual([
    { read_at: null },
  ]);
  const [{ id } = { id: '' }] = await ownerSql<{ id: string }>(
    'SELECT id FROM notifications WHERE customer_id = $1',
    [customerId],
  );
  await expect(markStaffNotificationRead(admin, { notificationId: id })).rejects.toMatchObject({
    code: 'not_found',
  });
});
