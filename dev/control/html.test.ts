import { expect, test } from 'vitest';
import { html } from './html.ts';

test('what is put in is escaped, unless it is HTML itself; nothing at all is left out', () => {
  const name = `<b>"O'Neil" & co</b>`;
  const rows = [html`<li>${1}</li>`, html`<li>${undefined}</li>`];
  expect(html`<p title="${name}">${null}</p>${rows}`.html).toBe(
    '<p title="&#60;b&#62;&#34;O&#39;Neil&#34; &#38; co&#60;/b&#62;"></p><li>1</li><li></li>',
  );
});
