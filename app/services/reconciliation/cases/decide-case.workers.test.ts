import { beforeAll, expect, it } from 'vitest';
import { ownerSql, staffActor, testContext } from '../../../../dev/testing/workers.ts';
import { decideCase } from './decide-case.ts';
import { listCases } from './list-cases.ts';

const admin = testContext({ actor: staffActor('admin') });
const readonly = testContext({ actor: staffActor('readonly') });
const proposal = '5b1d1c51-6f0a-4d0e-8b70-1e1f5a1c0001';
const alert = '5b1d1c51-6f0a-4d0e-8b70-1e1f5a1c0002';
const input = { id: proposal, keyword: 'decline', reason: 'The publisher asked for the test traffic.' };

beforeAll(async () => {
  const at = admin.now.toISOString();
  await ownerSql(
    `INSERT INTO reconciliation_runs (id, trigger, requested_by, status, tolerance_percent, meter_tolerances,
       alert_thresholds, objects_from, as_of, created_at)
     VALUES ('recon_case', 'page', 'test', 'succeeded', 0.5, '{}', '{}', $1, $1, $1)`,
    [at],
  );
  await ownerSql(
    `INSERT INTO reconciliation_cases (id, run_id, difference_key, fingerprint, type, currency, amount_minor, detail,
       status, created_at)
     VALUES ($1, 'recon_case', 'usage:x', '-1', 'propose_credit', 'usd', 2400, '{}', 'open', $3),
       ($2, 'recon_case', 'invoice:in_x', '{}', 'alert', null, null, '{}', 'open', $3)`,
    [proposal, alert, at],
  );
});

const open = async () => (await listCases(readonly, { status: 'open' })).map(({ id }) => id);

it('readonly may not decide, nor an admin without the word and a reason', async () => {
  await expect(decideCase(readonly, input)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(decideCase(admin, { ...input, keyword: 'decided', reason: ' ' })).rejects.toMatchObject({
    code: 'invalid_value',
    fields: [{ path: 'keyword' }, { path: 'reason' }],
  });
  expect(await open()).toEqual([proposal, alert]);
});

it('a proposed credit is declined once, with who, when and why on record; who says the same again is answered alike', async () => {
  await Promise.all([decideCase(admin, input), decideCase(admin, input)]);
  await decideCase(admin, input);
  const other = { ...admin, actor: { ...staffActor('admin'), id: 'user_other', email: 'other@apex.test' } };
  await expect(decideCase(other, input)).rejects.toMatchObject({ code: 'conflict' });
  await expect(decideCase(admin, { ...input, reason: 'Another one.' })).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await open()).toEqual([alert]);
  const [declined] = await listCases(readonly, { status: 'closed' });
  expect(declined).toMatchObject({
    outcome: 'declined',
    decision: input.reason,
    decided_by: 'admin@apex.test',
  });
  expect(
    await ownerSql(
      `SELECT object_id, before, after FROM billing_audit WHERE action = 'reconciliation.credit_declined'`,
    ),
  ).toEqual([
    {
      object_id: proposal,
      before: { status: 'open', difference: 'usage:x', currency: 'usd', amountMinor: '2400' },
      after: { status: 'closed', outcome: 'declined', decision: input.reason },
    },
  ]);
});

it('of any other case is written down what was done about it', async () => {
  await decideCase(admin, { id: alert, keyword: 'decided', reason: 'Deleted it in Stripe.' });
  expect(await open()).toEqual([]);
  expect((await listCases(readonly, { status: 'closed' })).find(({ id }) => id === alert)).toMatchObject({
    outcome: 'written_down',
  });
});

it.each(['5b1d1c51-6f0a-4d0e-8b70-1e1f5a1c0003', 'no id at all'])('%s is no case', async (other) => {
  await expect(decideCase(admin, { ...input, id: other })).rejects.toMatchObject({ code: 'not_found' });
});
