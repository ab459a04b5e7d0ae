import { beforeAll, expect, test } from 'vitest';
import { ADMIN, visit } from '../../../dev/testing/page.ts';
import { insertTestCustomer, ownerSql, type TestCustomer } from '../../../dev/testing/workers.ts';
import { action } from './route.tsx';

let forge: TestCustomer;
let works: TestCustomer;

beforeAll(async () => {
  forge = await insertTestCustomer({ name: 'Pixel Forge', email: 'billing@forge.test' });
  works = await insertTestCustomer({ name: 'Pixel Works', email: 'billing@works.test' });
});

async function send(form: Readonly<Record<string, string>>) {
  const { args } = await visit('/admin/billing/reconciliation', {
    claims: ADMIN,
    form: { key: crypto.randomUUID(), acknowledged: 'yes', ...form },
  });
  return action(args).then(
    ({ data, init }) => ({ data, status: init?.status, location: null }),
    (thrown: Response) => ({ data: null, status: thrown.status, location: thrown.headers.get('location') }),
  );
}

async function publisherOf(location: string | null) {
  const [run] = await ownerSql('SELECT customer_id FROM reconciliation_runs WHERE id = $1', [
    location?.split('/').at(-1),
  ]);
  return run?.customer_id;
}

test('a part of an e-mail address that one publisher has reconciles that one', async () => {
  const { status, location } = await send({ customer: 'forge.test' });
  expect(status).toBe(302);
  expect(await publisherOf(location)).toBe(forge.id);
});

test('a part of a name that two have starts nothing: both are offered, and what was typed stays', async () => {
  const { data, status } = await send({ customer: 'Pixel', tolerance: '2', period: 'other' });
  expect(status).toBe(422);
  expect(data?.refusal.fields).toContainEqual({
    path: 'customer_id',
    message: 'fits 2 publishers: choose one',
  });
  expect(data?.choices).toEqual([
    { id: forge.id, name: 'Pixel Forge', detail: 'billing@forge.test', isChosen: false },
    { id: works.id, name: 'Pixel Works', detail: 'billing@works.test', isChosen: false },
  ]);
  expect(data?.given).toEqual({ customer: 'Pixel', tolerance: '2', period: 'other' });
});

test('the one that was chosen is reconciled, unless the text has become another', async () => {
  const chosen = { customer: 'Pixel', offered_for: 'Pixel', customer_id: works.id };
  expect(await publisherOf((await send(chosen)).location)).toBe(works.id);
  const changed = await send({ ...chosen, customer: 'Pixel Forge' });
  expect(await publisherOf(changed.location)).toBe(forge.id);
});

test('the one that was chosen stays so when another field is refused, with the others beside it', async () => {
  const chosen = { customer: 'Pixel', offered_for: 'Pixel', customer_id: works.id, tolerance: '101' };
  const { data, status } = await send(chosen);
  expect(status).toBe(422);
  expect(data?.refusal.fields.map(({ path }) => path)).toEqual(['tolerance_percent']);
  expect(data?.choices.map(({ id, isChosen }) => [id, isChosen])).toEqual([
    [forge.id, false],
    [works.id, true],
  ]);
});

test('whom nobody knows is told at the field', async () => {
  const { data, status } = await send({ customer: 'Nobody' });
  expect(status).toBe(422);
  expect(data).toMatchObject({
    refusal: {
      fields: [{ path: 'customer_id', message: 'is no name, e-mail address or id of a publisher' }],
    },
    choices: [],
  });
});
