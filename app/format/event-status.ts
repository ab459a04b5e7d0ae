import type { Tone } from '../components/ui/chip.tsx';
import { ownEntry } from './own-entry.ts';

const STATUSES: Readonly<Record<string, { label: string; tone: Tone }>> = {
  pending: { label: 'Waiting', tone: 'warning' },
  processing: { label: 'In progress', tone: 'info' },
  dead: { label: 'Dead', tone: 'danger' },
};

const OUTCOMES: Readonly<Record<string, { label: string; tone: Tone }>> = {
  applied: { label: 'Applied', tone: 'success' },
  unchanged: { label: 'Nothing new', tone: 'success' },
  ignored: { label: 'Not ours', tone: 'neutral' },
  gone: { label: 'Gone', tone: 'neutral' },
};

/** What became of a webhook event, in a word. */
export function eventStatusWords(status: string, outcome: string | null): { label: string; tone: Tone } {
  const words = ownEntry(STATUSES, status) ?? ownEntry(OUTCOMES, outcome ?? '');
  return words ?? { label: 'Done', tone: 'success' };
}

const MEANINGS: Readonly<Record<string, string>> = {
  applied: 'Its object was read from Stripe, and what we keep of it was made the same.',
  unchanged: 'Its object was read from Stripe; our copy said the same already.',
  ignored: 'It is about nothing that we bill.',
  gone: 'Stripe no longer has what it is about, and neither do we. A replay asks again.',
};

/** What the outcome of an event that is done means, in a sentence. */
export function eventOutcomeMeaning(outcome: string | null): string | null {
  return ownEntry(MEANINGS, outcome ?? '') ?? null;
}
