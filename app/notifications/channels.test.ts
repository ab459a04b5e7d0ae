import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MailCatcher, startMailCatcher } from '../../dev/mail/start-mail-catcher.ts';
import { createChannels } from './channels.ts';

let catcher: MailCatcher;

beforeEach(async () => {
  catcher = await startMailCatcher({
    now: () => new Date('2026-04-15T12:00:00.000Z'),
    newId: () => crypto.randomUUID(),
  });
});
afterEach(() => catcher.close());

function channels() {
  return createChannels({
    RESEND_API_KEY: 're_test',
    EMAIL_FROM: 'billing@apexmediation.test',
    SLACK_WEBHOOK_URL: `${catcher.url}/slack`,
    DEV_MAIL_URL: catcher.url,
  });
}

const MESSAGE = {
  id: 'one',
  recipient: 'ops@apexmediation.test',
  subject: '<!channel> & co',
  text: 'words',
};

test('an e-mail that is sent twice under one id arrives once', async () => {
  const { email } = channels();
  expect(await email.deliver(MESSAGE)).toEqual({ kind: 'sent' });
  expect(await email.deliver(MESSAGE)).toEqual({ kind: 'sent' });
  expect(catcher.emails()).toMatchObject([
    { from: 'billing@apexmediation.test', to: ['ops@apexmediation.test'], subject: '<!channel> & co' },
  ]);
});

test('Slack gets the subject in bold, and a name cannot mention a channel', async () => {
  expect(await channels().slack?.deliver(MESSAGE)).toEqual({ kind: 'sent' });
  expect(catcher.slackMessages()).toMatchObject([{ text: '*&lt;!channel&gt; &amp; co*\nwords' }]);
});

test('what the service refuses is refused, what does not answer is tried again', async () => {
  const { email } = channels();
  expect(await email.deliver({ ...MESSAGE, recipient: null })).toMatchObject({ kind: 'refused' });
  await catcher.close();
  expect(await email.deliver({ ...MESSAGE, id: 'two' })).toMatchObject({ kind: 'retry' });
});
