import { expect, test } from 'vitest';
import { renderPage } from './page.ts';

test('the page brings its own, empty icon, so that no browser asks for one that there is not', () => {
  const page = renderPage({
    now: new Date('2026-03-01T00:00:00Z'),
    webUrl: 'http://127.0.0.1:3000',
    services: [],
    accounts: [],
    jobNames: [],
    emails: [],
    slackMessages: [],
  });
  expect(page).toMatch(/<head>.*<link rel="icon" href="data:,">.*<\/head>/s);
});
