import { expect, test } from 'vitest';
import { ControlError } from './control-error.ts';
import { accountSchema, clockMoveSchema, faultsSchema, parseBody, usageSchema } from './schemas.ts';

const ROW = {
  customer_id: '0196b1f0-0000-7000-8000-000000000001',
  metric: 'impressions',
  hour: '2026-03-01T10:00:00.000Z',
  quantity: 1234,
};
const ACCOUNT = {
  email: 'a@b.example',
  name: 'A',
  plan_type: 'growth',
  currency: 'jpy',
  locale: 'ja-JP',
  country: 'JP',
};

function fieldOf(parse: () => unknown): string | undefined {
  try {
    parse();
  } catch (error) {
    if (error instanceof ControlError) return `${error.status} ${error.field}`;
    throw error;
  }
  return undefined;
}

test('a usage row, or an array of them, keeps its quantity exact', () => {
  expect(parseBody(usageSchema, ROW)).toMatchObject({ quantity: '1234' });
  expect(parseBody(usageSchema, [{ ...ROW, quantity: '9007199254740993' }])).toMatchObject([
    { quantity: '9007199254740993' },
  ]);
});

test('a malformed usage row names its field, in an array with its place', () => {
  for (const [field, value] of [
    ['customer_id', 'x'],
    ['metric', 'clicks'],
    ['hour', 'yesterday'],
    ['hour', '2026-03-01T10:30:00.000Z'],
    ['quantity', 'many'],
    ['quantity', null],
  ] as const) {
    expect(
      fieldOf(() => parseBody(usageSchema, { ...ROW, [field]: value })),
      field,
    ).toBe(`400 ${field}`);
    expect(fieldOf(() => parseBody(usageSchema, [ROW, { ...ROW, [field]: value }]))).toBe(`400 1.${field}`);
  }
});

test('the clock takes an advance or an instant, nothing else and not both', () => {
  expect(parseBody(clockMoveSchema, { advance: '2h' })).toEqual({ advance: 7_200_000 });
  expect(parseBody(clockMoveSchema, { to: '2026-03-01T00:00:00Z' })).toEqual({
    to: new Date('2026-03-01T00:00:00Z'),
  });
  expect(fieldOf(() => parseBody(clockMoveSchema, { advance: 'soon' }))).toBe('400 advance');
  expect(fieldOf(() => parseBody(clockMoveSchema, { to: 'soon' }))).toBe('400 to');
  expect(fieldOf(() => parseBody(clockMoveSchema, {}))).toMatch(/^400 (advance|to)$/);
  expect(fieldOf(() => parseBody(clockMoveSchema, { advance: '1d', to: '2026-03-01T00:00:00Z' }))).toMatch(
    /^400 /,
  );
});

test('an account’s fields are each judged', () => {
  expect(fieldOf(() => parseBody(accountSchema, ACCOUNT))).toBeUndefined();
  for (const [field, value] of Object.entries({
    email: 'nobody',
    name: ' ',
    plan_type: 'gold',
    currency: 'chf',
    locale: '!!',
    country: 'Japan',
  })) {
    expect(fieldOf(() => parseBody(accountSchema, { ...ACCOUNT, [field]: value }))).toBe(`400 ${field}`);
    expect(fieldOf(() => parseBody(accountSchema, { ...ACCOUNT, [field]: undefined }))).toBe(`400 ${field}`);
  }
});

test('a fault outside 0 to 1, or an unknown one, is refused; none at all ends them', () => {
  expect(parseBody(faultsSchema, {})).toEqual({});
  expect(fieldOf(() => parseBody(faultsSchema, { drop: 1.1 }))).toBe('400 drop');
  expect(fieldOf(() => parseBody(faultsSchema, { meteor: 1 }))).toBe('400 meteor');
});
