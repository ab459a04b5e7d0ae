import { expect, test } from 'vitest';
import { staffNoticeWords } from './staff-notice-words.server.ts';

function words(payload: Record<string, unknown>) {
  const createdAt = new Date('2026-05-20T00:00:00Z');
  return staffNoticeWords({ id: 'n1', kind: 'adjustment.failed', payload, createdAt, readAt: null });
}

test('an alert says what it says in Slack, and leads to the page of the desk that shows it', () => {
  expect(words({ title: 'Refused', text: 'No such line.', path: '/admin/billing/reviews' })).toEqual({
    title: 'Refused',
    text: 'No such line.',
    tone: 'warning',
    page: '/admin/billing/reviews',
  });
});

test('what has no words still says that there is something; what leads elsewhere leads nowhere', () => {
  expect(words({ invoice: 'in_1' })).toMatchObject({ text: 'Of the kind adjustment.failed.', page: null });
  expect(words({ title: 'T', text: 'X', path: 'https://elsewhere.test' })).toMatchObject({ page: null });
});
