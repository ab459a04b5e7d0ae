import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { UsageNotices } from './usage-notices.tsx';

const NOTES = [
  { tone: 'info', title: 'The plan changed', text: 'Within it.', showsInvoices: false },
  { tone: 'info', title: 'The plan ends', text: 'Soon.', showsInvoices: false },
] as const;
const STALE = { state: 'stale', age: '5 hours ago', instant: null, label: null } as const;

test.each([
  [true, ['The plan changed', 'The plan ends', 'older than usual']],
  [false, ['The plan changed', 'The plan ends']],
])(
  'what is to know of the plan is told of every period, how fresh it is of the running one alone: %s',
  (isRunning, told) => {
    const html = renderToStaticMarkup(
      <UsageNotices usage={{ isRunning, subscriptionNotes: NOTES, freshness: STALE, hasUsage: true }} />,
    );
    const words = ['The plan changed', 'The plan ends', 'older than usual'];
    expect(words.filter((one) => html.includes(one))).toEqual(told);
  },
);
