import { beforeAll, expect, it } from 'vitest';
import { ownerSql, staffActor, testContext } from '../../../dev/testing/workers.ts';
import { decideCase } from './decide-case.ts';
import { listRuns } from './list-runs.ts';

const admin = testContext({ actor: staffActor('admin') });
const readonly = testContext({ actor: staffActor('readonly') });
const id = '5b1d1c51-6f0a-4d0e-8b70-1e1f5a1c0001';
const input = { id, keyword: 'decided', reason: 'Credited $24.00 in Stripe.' };

beforeAll(async () => {
  const at = admin.now.toISOString();
  await ownerSql(
    `INSERT INTO reconciliation_runs (id, trigger, requested_by, status, tolerance_percent, meter_tolerances,
       objects_from, as_of, created_at)
     VALUES ('recon_case', 'page', 'test', 'succeeded', 0.5, '{}', $1, $1, $1)`,
    [at],
  );
  await ownerSql(
    `INSERT INTO reconciliation_cases (id, run_id, difference_key, fingerprint, type, detail, status, created_at)
     VALUES ($1, 'recon_case', 'usage:x', '-1', 'propose_credit', '{}', 'open', $2)`,
    [id, at],
  );
});

it('readonly may not decide, nor an admin without the word and a reason', async () => {
  await expect(decideCase(readonly, input)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(decideCase(admin, { ...input, keyword: 'yes', reason: ' ' })).rejects.toMatchObject({
    code: 'invalid_value',
    fields: [{ path: 'keyword' }, { path: 'reason' }],
  });
  expect((await listRuns(readonly)).cases).toHaveLength(1);
});

it('is decided once, with who, when and why on record and in the trail', async () => {
  const results = await Promise.allSettled([decideCase(admin, input), decideCase(admin, input)]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(decideCase(admin, input)).rejects.toMatchObject({ code: 'conflict' });
  expect((await listRuns(readonly)).cases).toEqual([]);
  expect(await ownerSql('SELECT status, decision, decided_by FROM reconciliation_cases')).toEqual([
    { status: 'closed', decision: input.reason, decided_by: 'user_admin' },
  ]);
  expect(
    await ownerSql(`SELECT object_id, after ->> 'decision' AS decision FROM billing_audit
                    WHERE action = 'reconciliation.case_decided'`),
  ).toEqual([{ object_id: id, decision: input.reason }]);
});

it.each(['5b1d1c51-6f0a-4d0e-8b70-1e1f5a1c0002', 'no id at all'])('%s is no case', async (other) => {
  await expect(decideCase(admin, { ...input, id: other })).rejects.toMatchObject({ code: 'not_found' });
});
