import { beforeEach, describe, expect, test } from 'vitest';
import { insertTestCustomer, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import type { Channel, Delivery, OutgoingMessage } from '../../notifications/channel.ts';
import { type NotificationToQueue, queueNotifications } from './queue-notification.ts';
import { sendNotifications } from './send-notifications.ts';

const APP_URL = 'https://billing.test';
const NOW = new Date('2026-04-15T12:00:00.000Z');

beforeEach(() => ownerSql('DELETE FROM notifications'));

function recorder(answer: (message: OutgoingMessage) => Delivery = () => ({ kind: 'sent' })) {
  const messages: OutgoingMessage[] = [];
  const channel: Channel = {
    deliver(message) {
      messages.push(message);
      return Promise.resolve(answer(message));
    },
  };
  return { messages, channel };
}

async function queue(...notifications: Partial<NotificationToQueue>[]) {
  const full = notifications.map((notification) => ({
    customerId: null,
    channel: 'email' as const,
    kind: 'staff.alert',
    dedupeKey: crypto.randomUUID(),
    recipient: 'ops@apexmediation.test',
    payload: { title: 'Something', text: 'happened', path: '/admin/billing' },
    ...notification,
  }));
  await testContext().db.batch({ kind: 'system' }, (db) => [
    queueNotifications(db, { notifications: full, now: NOW }),
  ]);
}

function send(channels: { email?: Channel; slack?: Channel | null }, now = NOW) {
  const unused = recorder().channel;
  return sendNotifications(testContext({ now }), {
    channels: { email: channels.email ?? unused, slack: channels.slack ?? null },
    appUrl: APP_URL,
  });
}

function rows() {
  return ownerSql<{ status: string; attempts: number; last_error: string | null }>(
    'SELECT status, attempts, last_error FROM notifications ORDER BY dedupe_key',
  );
}

describe('queueNotifications', () => {
  test('a known key queues nothing again; an in-app notice is delivered by being there', async () => {
    const { id } = await insertTestCustomer();
    await queue({ dedupeKey: 'a' }, { dedupeKey: 'b', channel: 'in_app', customerId: id });
    await queue({ dedupeKey: 'a' }, { dedupeKey: 'b', channel: 'in_app', customerId: id });
    expect((await rows()).map(({ status }) => status)).toEqual(['pending', 'sent']);
  });
});

describe('sendNotifications', () => {
  test('sends each message once, with a link to its page; a second run sends nothing', async () => {
    const { messages, channel } = recorder();
    await queue({ dedupeKey: 'a' });
    expect(await send({ email: channel })).toEqual({ sent: 1, retried: 0, dead: [] });
    expect(await send({ email: channel })).toEqual({ sent: 0, retried: 0, dead: [] });
    expect(messages).toMatchObject([
      {
        recipient: 'ops@apexmediation.test',
        subject: 'Something',
        text: 'happened\n\nhttps://billing.test/admin/billing',
      },
    ]);
  });

  test('two senders at once do not send the same message', async () => {
    const { messages, channel } = recorder();
    await queue(...Array.from({ length: 30 }, () => ({})));
    await Promise.all([send({ email: channel }), send({ email: channel })]);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(30);
    expect(messages).toHaveLength(30);
  });

  test('no answer: again after 15 seconds under the same id, and dead after eight tries', async () => {
    const { messages, channel } = recorder(() => ({ kind: 'retry', reason: 'timeout' }));
    await queue({ dedupeKey: 'a' });
    let now = NOW;
    expect(await send({ email: channel }, now)).toMatchObject({ retried: 1 });
    expect(await send({ email: channel }, now)).toMatchObject({ retried: 0 });
    for (let tries = 2; tries <= 8; tries += 1) {
      now = new Date(now.getTime() + 7 * 3_600_000);
      await send({ email: channel }, now);
    }
    expect(new Set(messages.map(({ id }) => id)).size).toBe(1);
    expect(await rows()).toEqual([{ status: 'dead', attempts: 8, last_error: 'timeout' }]);
  });

  test('a sender that died: the message is sent again after its lease, not before', async () => {
    const { messages, channel } = recorder();
    await queue({ dedupeKey: 'a' });
    await ownerSql(`UPDATE notifications SET attempts = 1, lease_until = '2026-04-15T12:05:00Z'`);
    await send({ email: channel });
    expect(messages).toHaveLength(0);
    await send({ email: channel }, new Date('2026-04-15T12:05:00.000Z'));
    expect(messages).toHaveLength(1);
  });

  test('one that is refused, or has no words, is dead at once and holds up nobody', async () => {
    const { channel } = recorder(({ recipient }) =>
      recipient === 'nobody' ? { kind: 'refused', reason: '422 no such address' } : { kind: 'sent' },
    );
    await queue(
      { dedupeKey: 'a', recipient: 'nobody' },
      { dedupeKey: 'b', kind: 'unheard.of', payload: {} },
      { dedupeKey: 'c' },
      { dedupeKey: 'd', channel: 'slack' },
    );
    const { sent, dead } = await send({ email: channel, slack: null });
    expect(sent).toBe(1);
    expect(dead.map(({ reason }) => reason).sort()).toEqual([
      '422 no such address',
      'No slack is configured.',
      'No words for unheard.of on email.',
    ]);
  });
});
