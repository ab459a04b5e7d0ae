import { expect, test } from 'vitest';
import { parseForm } from './form.ts';

test('nested names become objects, indexed names arrays', () => {
  const text =
    'name=Ann&items[0][price]=price_1&items[0][quantity]=2&items[1][price]=price_2&metadata[a%20b]=c';
  expect(parseForm(text)).toEqual({
    name: 'Ann',
    items: [{ price: 'price_1', quantity: '2' }, { price: 'price_2' }],
    metadata: { 'a b': 'c' },
  });
});

test('unindexed brackets append to an array', () => {
  expect(parseForm('expand[]=customer&expand[]=lines.data')).toEqual({ expand: ['customer', 'lines.data'] });
});

test('plus and percent signs are decoded', () => {
  expect(parseForm('email=a%2Bb%40example.com&name=Ann+Lee')).toEqual({
    email: 'a+b@example.com',
    name: 'Ann Lee',
  });
});
