import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { UsageNotices } from './usage-notices.tsx';

const NOTE = { tone: 'info', title: 'The plan changed', text: 'Within it.', showsInvoices: false } as const;
const STALE = { state: 'stale', age: '5 hours ago', instant: null, label: null } as const;

test.each([
  [true, ['The plan changed', 'older than usual']],
  [false, ['The plan changed']],
])(
  'what is to know of the plan is told of every period, how fresh it is of the running one alone: %s',
  (isRunning, told) => {
    const html = renderToStaticMarkup(
      <UsageNotices usage={{ isRunning, subscriptionNote: NOTE, freshness: STALE, hasUsage: true }} />,
    );
    expect(['The plan changed', 'older than usual'].filter((words) => html.includes(words))).toEqual(told);
  },
);
