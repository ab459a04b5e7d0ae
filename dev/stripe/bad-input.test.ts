import { afterAll, expect, test } from 'vitest';
import { startStripeStandIn } from './main.ts';
import { ROUTES } from './resources/index.ts';

const complaints: string[] = [];
const standIn = await startStripeStandIn({
  port: 0,
  now: () => new Date('2026-01-15T00:00:00Z'),
  log: (line) => complaints.push(line),
});
afterAll(standIn.close);

const HEADERS = {
  authorization: 'Bearer sk_test_dev',
  'content-type': 'application/x-www-form-urlencoded',
};
const IDS = ['in_none', '__proto__', '%E0%A4%A'];
const FORMS = [
  '%E0%A4%A=1',
  'a[b=1&[x]=1',
  '__proto__[x]=1&constructor[prototype]=1',
  'expand[]=a.b.c.d.e.f',
  'metadata[a][b]=1',
  'customer[]=1&items[x][price]=1',
  'amount=99999999999999999999&currency=zzz',
  'limit=0&created[gt]=x',
  'a=1&a[b]=2',
  'currency=%00&tiers[0]=',
];

async function call(method: string, path: string, form: string): Promise<{ status: number; body: unknown }> {
  const inBody = method === 'POST';
  const response = await fetch(`${standIn.url}${path}${inBody ? '' : `?${form}`}`, {
    method,
    headers: HEADERS,
    ...(inBody && { body: form }),
  });
  return { status: response.status, body: await response.json() };
}

test('no endpoint answers nonsense with a fault of its own, or forgets what it knows', async () => {
  const { body } = await call('POST', '/v1/customers', 'name=Ada');
  const { id } = body as { id: string };
  const paths = ROUTES.flatMap(({ method, path }) =>
    (path.includes(':') ? IDS : ['']).map((id) => ({ method, path: path.replaceAll(/:\w+/g, id) })),
  );
  const wrong: string[] = [];
  for (const { method, path } of paths) {
    for (const form of FORMS) {
      const { status, body: answer } = await call(method, path, form);
      const isRefusal = status < 500 && typeof answer === 'object' && answer !== null && 'error' in answer;
      if (status !== 200 && !isRefusal) wrong.push(`${method} ${path} ${form} → ${status}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(complaints).toEqual([]);
  expect(await call('GET', `/v1/customers/${id}`, '')).toEqual({ status: 200, body });
});
