import { expect, test } from 'vitest';
import { fieldValueWords, fieldWords } from '../pages/field-words.ts';
import { actionWords } from '../pages/reconciliation-words.ts';
import { declineReason } from './decline.ts';
import { differenceWords, reasonWords } from './difference.ts';
import { eventOutcomeMeaning, eventStatusWords } from './event-status.ts';
import { ownEntry } from './own-entry.ts';
import { subscriptionStatusWords } from './subscription-status.ts';

const INHERITED = ['constructor', 'toString', '__proto__'];

test.each(INHERITED)('a table has nothing of its own under “%s”', (name) => {
  expect(ownEntry({ open: 'Open' }, name)).toBeUndefined();
  expect(ownEntry({ open: 'Open' }, 'open')).toBe('Open');
});

test.each(INHERITED)('a code from data that is called “%s” is as unknown as any other', (name) => {
  const reader = { currency: null, locale: 'en-US' };
  expect({
    subscription: subscriptionStatusWords(name).tone,
    event: eventStatusWords(name, name).label,
    outcome: eventOutcomeMeaning(name),
    decline: declineReason(name),
    reason: reasonWords(name),
    difference: differenceWords(`${name}:in_1`),
    action: actionWords(name),
    field: fieldWords(name),
    presence: fieldValueWords('exists', name, reader),
    value: fieldValueWords('status', name, reader),
  }).toEqual({
    subscription: 'neutral',
    event: 'Done',
    outcome: null,
    decline: 'The bank declined the payment and gave no reason',
    reason: name,
    difference: `${name} in_1`,
    action: name,
    field: name.replaceAll('_', ' '),
    presence: name,
    value: name,
  });
});
