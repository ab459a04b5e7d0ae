import { expect, test } from 'vitest';
import { type PageInput, renderPage } from './page.ts';

const INPUT: PageInput = {
  now: new Date('2026-03-01T00:00:00Z'),
  webUrl: 'http://127.0.0.1:3000',
  services: [],
  accounts: [],
  jobNames: [],
  jobsThatLook: ['reconcile', 'retention'],
  emails: [],
  slackMessages: [],
};

test('the page brings its own, empty icon, so that no browser asks for one that there is not', () => {
  expect(renderPage(INPUT)).toMatch(/<head>.*<link rel="icon" href="data:,">.*<\/head>/s);
});

test('beside the buttons of the clock stands which jobs a long advance runs once', () => {
  expect(renderPage(INPUT)).toContain(
    'what only looks at the state (reconcile, retention) once, at its last tick',
  );
});
