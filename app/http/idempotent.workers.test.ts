import { beforeEach, describe, expect, it } from 'vitest';
import { TEST_START } from '../../dev/testing/environment.ts';
import { ownerSql, publisherActor, staffActor, testContext } from '../../dev/testing/workers.ts';
import { schema } from '../db/client.ts';
import { BillingError } from '../domain/errors.ts';
import type { ServiceContext } from '../services/context.ts';
import type { StoredAnswer } from '../services/idempotency/idempotent-request.ts';
import { trimIdempotencyKeys } from '../services/idempotency/trim-keys.ts';
import { answerIdempotently, type IdempotentHandler, jsonAnswer } from './idempotent.ts';
import { errorToProblem } from './problem.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const admin = testContext({ actor: staffActor('admin') });

interface Call {
  ctx?: ServiceContext;
  key?: string | null;
  path?: string;
  body?: unknown;
  required?: boolean;
  work?: IdempotentHandler['work'];
  replay?: NonNullable<IdempotentHandler['replay']>;
}

/** One request as an API route would answer it. */
async function call({ ctx = admin, key = 'key-1', path = '/api/v1/test', body = {}, ...rest }: Call) {
  const request = new Request(`https://billing.test${path}`, {
    method: 'POST',
    headers: key === null ? {} : { 'Idempotency-Key': key },
  });
  const { required = true, work = effect(ctx), replay } = rest;
  try {
    return await answerIdempotently(ctx, { request, required, body, work, ...(replay && { replay }) });
  } catch (error) {
    return errorToProblem(error, 'request-1');
  }
}

/** An effect that anybody can count: a row of its own each time, stored together with the answer. */
function effect(ctx: ServiceContext, { atomic = true } = {}): IdempotentHandler['work'] {
  return async ({ complete }) => {
    const id = ctx.newId();
    const answer = jsonAnswer({ id, spaced: 'é "quoted"' }, { status: 201 });
    const row = { id, job: 'effect', scheduledFor: ctx.now, startedAt: ctx.now, status: 'running' };
    await ctx.db.batch(
      { kind: 'system' },
      (db) => [...(atomic ? [complete(db, answer)] : []), db.insert(schema.jobRuns).values(row)] as never,
    );
    return answer;
  };
}

async function effects(): Promise<string[]> {
  const rows = await ownerSql<{ id: string }>(`SELECT id FROM job_runs WHERE job = 'effect' ORDER BY id`);
  return rows.map(({ id }) => id);
}

function at(ms: number): ServiceContext {
  return testContext({ actor: staffActor('admin'), now: new Date(Date.parse(TEST_START) + ms) });
}

async function trim(ms: number): Promise<number> {
  const { db, now } = at(ms);
  const [{ rows }] = await db.batch({ kind: 'system' }, (queries) => [
    trimIdempotencyKeys(queries, { now, limit: 10 }),
  ]);
  return rows.length;
}

beforeEach(async () => {
  await ownerSql('DELETE FROM billing_idempotency');
  await ownerSql(`DELETE FROM job_runs WHERE job = 'effect'`);
});

describe.each([
  ['with the answer stored in the batch of the effect', true],
  ['with the answer stored after the effect', false],
])('50 concurrent calls with one key, %s', (_, atomic) => {
  it('have one effect; every other call replays its answer byte for byte or is told to come again', async () => {
    const responses = await Promise.all(
      Array.from({ length: 50 }, () => call({ work: effect(admin, { atomic }) })),
    );
    const [id, ...more] = await effects();
    expect(more).toEqual([]);
    const done = responses.filter(({ status }) => status === 201);
    const waiting = responses.filter(({ status }) => status === 409);
    expect(done.length + waiting.length).toBe(50);
    const texts = await Promise.all(done.map((response) => response.text()));
    expect(new Set(texts)).toEqual(new Set([`{"id":"${id}","spaced":"é \\"quoted\\""}`]));
    const originals = done.filter(({ headers }) => headers.get('idempotent-replayed') === null);
    expect(originals).toHaveLength(1);
    for (const response of waiting) {
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await response.json()).toMatchObject({ code: 'idempotency_in_progress' });
    }
    const repeat = await call({ work: effect(admin, { atomic }) });
    expect([repeat.status, repeat.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    expect(repeat.headers.get('content-type')).toBe('application/json');
    expect(await repeat.text()).toBe(texts[0]);
    expect(await effects()).toEqual([id]);
  });
});

describe('the key', () => {
  it.each([
    ['none', null],
    ['0 characters', ''],
    ['256 characters', 'k'.repeat(256)],
    ['a tab', 'a\tb'],
    ['a character beyond ASCII', 'clé'],
    ['an escape character', 'a\u001bb'],
  ])('%s is 400 and names the header', async (_, key) => {
    const response = await call({ key });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ path: 'Idempotency-Key' }] });
    expect(await effects()).toEqual([]);
  });

  it.each([
    ['1 character', 'k'],
    ['255 characters', 'k'.repeat(255)],
    ['spaces within', 'a b ~'],
  ])('%s is taken', async (_, key) => {
    expect((await call({ key })).status).toBe(201);
    expect(await effects()).toHaveLength(1);
  });

  it('may be left out where it is optional: then each call has its effect', async () => {
    expect((await call({ key: null, required: false })).status).toBe(201);
    expect((await call({ key: null, required: false })).status).toBe(201);
    expect(await effects()).toHaveLength(2);
  });

  it('is one thing for one person and one endpoint, another for another', async () => {
    const others = testContext({ actor: { ...staffActor('admin'), id: 'user_other' } });
    const publisher = testContext({
      actor: publisherActor({
        id: '0f0e0d0c-0000-4000-8000-000000000001',
        email: 'a@b.test',
        name: 'A',
        currency: 'usd',
        locale: 'en-US',
        country: 'US',
        stripeCustomerId: null,
      }),
    });
    for (const ctx of [admin, others, publisher]) expect((await call({ ctx })).status).toBe(201);
    expect((await call({ path: '/api/v1/other' })).status).toBe(201);
    expect(await effects()).toHaveLength(4);
  });

  it('is refused with 409 for another body or another query', async () => {
    await call({ body: { a: 1, b: 2 } });
    expect((await call({ body: { b: 2, a: 1 } })).headers.get('idempotent-replayed')).toBe('true');
    const reused = await call({ body: { a: 2, b: 2 } });
    expect(reused.status).toBe(409);
    expect(await reused.json()).toMatchObject({ code: 'idempotency_key_reused' });
    expect((await call({ body: { a: 1, b: 2 }, path: '/api/v1/test?dry=1' })).status).toBe(409);
    expect(await effects()).toHaveLength(1);
  });

  it('is new again after 30 days, and not a moment before; the trim deletes exactly the expired', async () => {
    await call({});
    const before = await call({ ctx: at(30 * DAY_MS - 1) });
    expect(before.headers.get('idempotent-replayed')).toBe('true');
    expect(await trim(30 * DAY_MS - 1)).toBe(0);
    expect(await trim(30 * DAY_MS)).toBe(1);
    await call({});
    expect((await call({ ctx: at(30 * DAY_MS), body: { other: true } })).status).toBe(201);
    expect(await effects()).toHaveLength(3);
  });
});

describe('work that does not end well', () => {
  it('a refusal and an answer of 5xx are not kept: the same key may be sent again at once', async () => {
    const refuse = () => Promise.reject(new BillingError('not_found', 'There is no such customer.'));
    expect((await call({ work: refuse })).status).toBe(404);
    const outage = async () => jsonAnswer({ sorry: true }, { status: 503 });
    expect((await call({ work: outage })).status).toBe(503);
    const done = await call({});
    expect([done.status, done.headers.get('idempotent-replayed')]).toEqual([201, null]);
    expect(await effects()).toHaveLength(1);
  });

  it('a batch that fails leaves neither effect nor answer', async () => {
    const broken: IdempotentHandler['work'] = async ({ complete }) => {
      const answer = jsonAnswer({});
      await admin.db.batch({ kind: 'system' }, (db) => [
        complete(db, answer),
        db.insert(schema.jobRuns).values({
          id: admin.newId(),
          job: 'effect',
          scheduledFor: admin.now,
          startedAt: admin.now,
          status: 'no such status',
        }),
      ]);
      return answer;
    };
    expect((await call({ work: broken })).status).toBe(500);
    expect(await ownerSql('SELECT * FROM billing_idempotency')).toEqual([]);
    expect(await effects()).toEqual([]);
  });

  it('a key whose work died is taken over when its lease ends, and the late one changes nothing', async () => {
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const begun = new Promise<Response>((resolve, reject) => {
      const hangs: IdempotentHandler['work'] = async (tools) => {
        await held;
        return effect(admin)(tools);
      };
      call({ work: hangs }).then(resolve, reject);
    });
    while ((await ownerSql('SELECT 1 FROM billing_idempotency')).length === 0);
    expect((await call({ ctx: at(MINUTE_MS - 1) })).status).toBe(409);
    expect((await call({ ctx: at(MINUTE_MS), body: { other: true } })).status).toBe(409);
    const taken = await call({ ctx: at(MINUTE_MS) });
    expect(taken.status).toBe(201);
    const { id } = (await taken.json()) as { id: string };
    finish();
    expect((await begun).status).toBe(409);
    expect(await effects()).toEqual([id]);
    const repeat = await call({});
    expect(((await repeat.json()) as { id: string }).id).toBe(id);
  });

  it('a crash between effect and answer repeats the work, so an effect without complete must bear that', async () => {
    const dies: IdempotentHandler['work'] = async () => {
      await effect(admin, { atomic: false })({ id: admin.newId(), complete: () => undefined as never });
      return new Promise<StoredAnswer>(() => {});
    };
    void call({ work: dies });
    while ((await effects()).length === 0);
    expect((await call({ ctx: at(MINUTE_MS) })).status).toBe(201);
    expect(await effects()).toHaveLength(2);
  });
});

it('a promise of a result is replayed as the result once there', async () => {
  const promise: IdempotentHandler['work'] = async () => jsonAnswer({ status: 'running' }, { status: 202 });
  const result = jsonAnswer({ success: true });
  expect((await call({ work: promise })).status).toBe(202);
  const still = await call({ work: promise, replay: async () => null });
  expect([still.status, await still.text()]).toEqual([202, '{"status":"running"}']);
  const there = await call({ work: promise, replay: async () => result });
  expect([there.status, there.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  expect(await there.text()).toBe('{"success":true}');
});
