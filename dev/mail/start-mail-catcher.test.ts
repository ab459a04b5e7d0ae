import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MailCatcher, startMailCatcher } from './start-mail-catcher.ts';

const NOW = new Date('2026-03-01T10:00:00.000Z');
const EMAIL = {
  from: 'billing@apex.example',
  to: ['a@b.example'],
  subject: 'Invoice paid',
  html: '<p>Thanks</p>',
};

let folder: string;
let catcher: MailCatcher;
let made = 0;

function start(): Promise<MailCatcher> {
  const files = { mailbox: join(folder, 'mailbox.jsonl'), slack: join(folder, 'slack.jsonl') };
  return startMailCatcher({ now: () => NOW, newId: () => `email_${++made}`, files });
}

beforeEach(async () => {
  made = 0;
  folder = mkdtempSync(join(tmpdir(), 'mail-'));
  catcher = await start();
});

afterEach(async () => {
  await catcher.close();
  rmSync(folder, { recursive: true });
});

function post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${catcher.url}${path}`, { method: 'POST', body, headers });
}

test('an e-mail is answered with its id and kept with the time it came', async () => {
  const response = await post('/emails', JSON.stringify(EMAIL));
  expect([response.status, await response.json()]).toEqual([200, { id: 'email_1' }]);
  expect(catcher.emails()).toEqual([{ ...EMAIL, id: 'email_1', received_at: NOW.toISOString() }]);
});

test('the same Idempotency-Key sends once', async () => {
  for (const _ of [1, 2]) {
    const response = await post('/emails', JSON.stringify(EMAIL), { 'idempotency-key': 'k' });
    expect(await response.json()).toEqual({ id: 'email_1' });
  }
  expect(catcher.emails()).toHaveLength(1);
});

test('an e-mail without a recipient is refused as Resend refuses it', async () => {
  const response = await post('/emails', JSON.stringify({ ...EMAIL, to: undefined }));
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({
    name: 'validation_error',
    message: expect.stringMatching(/^to: /),
  });
  expect(catcher.emails()).toEqual([]);
});

test('Slack’s webhook answers ok, or invalid_payload for what is not JSON', async () => {
  expect(await (await post('/slack', JSON.stringify({ text: 'Hello' }))).text()).toBe('ok');
  expect((await post('/slack', 'text=Hello')).status).toBe(400);
  expect(catcher.slackMessages()).toEqual([{ text: 'Hello', received_at: NOW.toISOString() }]);
});

test('messages outlive a restart, and a line torn by a kill does not keep the next start from reading the others', async () => {
  await post('/emails', JSON.stringify(EMAIL));
  await catcher.close();
  appendFileSync(join(folder, 'mailbox.jsonl'), '{"from":"billing@ap');
  catcher = await start();
  await post('/emails', JSON.stringify({ ...EMAIL, subject: 'Second' }));
  await catcher.close();
  catcher = await start();
  expect(catcher.emails().map(({ subject }) => subject)).toEqual(['Invoice paid', 'Second']);
});
