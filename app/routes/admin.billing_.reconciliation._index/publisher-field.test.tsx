import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { PublisherField } from './publisher-field.tsx';

test('of the publishers that are offered the chosen one is checked, without a script too', () => {
  const choices = ['forge', 'works'].map((id) => ({ id, name: id, detail: '', isChosen: id === 'works' }));
  const html = renderToStaticMarkup(<PublisherField text="Pixel" choices={choices} refusal={null} />);
  const checked = (html.match(/<input[^>]*type="radio"[^>]*>/g) ?? []).map((radio) =>
    radio.includes('checked'),
  );
  expect(checked).toEqual([false, true]);
});
