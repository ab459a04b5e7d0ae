import { NeonDbError, neon, neonConfig } from '@neondatabase/serverless';
import { afterEach, describe, expect, it } from 'vitest';
import { createCaller } from './call-function.ts';
import { isDatabaseOutage } from './database-outage.ts';

const URL_OF_DATABASE =
  'postgres://someone:p%40ss@ep-cool-name-123.eu-central-1.aws.neon.tech/billing?sslmode=require';
const TEXT = 'select f($1, $2)';

interface Sent {
  url: string;
  init: RequestInit;
}

function answering(answer: () => Response) {
  const sent: Sent[] = [];
  const send = async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    return answer();
  };
  return { sent, send };
}

function result(value: string | null): Response {
  const fields = [{ name: 'f', dataTypeID: 25 }];
  return Response.json({ command: 'SELECT', rowCount: 1, rowAsArray: true, fields, rows: [[value]] });
}

afterEach(() => {
  neonConfig.fetchFunction = undefined;
});

it('sends what the driver sends, where the driver sends it', async () => {
  const [ours, theirs] = [answering(() => result('t')), answering(() => result('t'))];
  neonConfig.fetchFunction = theirs.send;
  await neon(URL_OF_DATABASE).query(TEXT, ['a "quoted" ü', null]);
  await createCaller(URL_OF_DATABASE, ours.send)({ text: TEXT, values: ['a "quoted" ü', null] });
  const [[call], [model]] = [ours.sent, theirs.sent];
  expect(call?.url).toBe('https://api.eu-central-1.aws.neon.tech/sql');
  expect(call?.url).toBe(model?.url);
  expect(call?.init.method).toBe(model?.init.method);
  expect(JSON.parse(String(call?.init.body))).toEqual(JSON.parse(String(model?.init.body)));
  const { 'Neon-Connection-String': given, ...headers } = {
    ...(call?.init.headers as Record<string, string>),
  };
  expect(given).toBe(URL_OF_DATABASE);
  expect(model?.init.headers).toMatchObject(headers);
});

it('answers the value as text, and null for nothing', async () => {
  for (const value of ['t', '', null]) {
    const { send } = answering(() => result(value));
    expect(await createCaller(URL_OF_DATABASE, send)({ text: TEXT, values: [] })).toBe(value);
  }
});

describe('fails as the driver does', () => {
  const failureOf = (send: (url: string) => Promise<Response>): Promise<unknown> =>
    createCaller(URL_OF_DATABASE, send)({ text: TEXT, values: [] }).catch((error: unknown) => error);

  it('with the fields of PostgreSQL', async () => {
    const fields = { message: 'duplicate key', code: '23505', constraint: 'events_pkey', detail: null };
    const failure = await failureOf(async () => Response.json(fields, { status: 400 }));
    expect(failure).toBeInstanceOf(NeonDbError);
    expect(failure).toMatchObject(fields);
    expect(isDatabaseOutage(failure)).toBe(false);
  });

  it('and as an outage when Neon cannot answer, or cannot be reached', async () => {
    const sick = await failureOf(async () => new Response('no compute', { status: 502 }));
    expect(sick).toMatchObject({ message: 'Server error (HTTP status 502): no compute' });
    const cause = new TypeError('fetch failed');
    const away = await failureOf(() => Promise.reject(cause));
    expect(away).toMatchObject({ sourceError: cause });
    for (const failure of [sick, away]) expect(isDatabaseOutage(failure)).toBe(true);
  });
});
