import interRegular from '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf?inline';
import interSemiBold from '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf?inline';
import { beforeAll, expect, test } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import { insertTestInvoice, type TestInvoice } from '../../../dev/testing/invoices.ts';
import { insertTestCustomer, ownerSql } from '../../../dev/testing/workers.ts';

const FONTS: Record<string, string> = {
  '/fonts/inter-400.ttf': interRegular,
  '/fonts/inter-600.ttf': interSemiBold,
};

const asked: string[] = [];

/** The platform's static files, as far as this test has them. */
const ASSETS = {
  async fetch(url: string) {
    const { pathname } = new URL(url);
    asked.push(pathname);
    const font = FONTS[pathname];
    return font === undefined ? new Response(null, { status: 404 }) : fetch(font);
  },
} as unknown as Fetcher;

const api = createApi({}, { ASSETS });

let invoice: TestInvoice;
let path: string;
let headers: Record<string, string>;

beforeAll(async () => {
  const customer = await insertTestCustomer({ name: 'Γιάννης Łukasz Ölwerk' });
  headers = await bearer({ role: 'publisher', customer_id: customer.id });
  invoice = await insertTestInvoice(customer, { number: 'APEX 7/1' });
  path = `/api/v1/billing/invoices/${invoice.id}/pdf`;
});

test('304 on a matching If-None-Match, weak or strong or any, without drawing', async () => {
  const etag = await api(path, { headers, method: 'HEAD' }).then(
    (response) => response.headers.get('etag') ?? '',
  );
  asked.length = 0;
  for (const value of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const response = await api(path, { headers: { ...headers, 'If-None-Match': value } });
    expect([response.status, response.headers.get('etag')]).toEqual([304, etag]);
    expect(await response.text()).toBe('');
  }
  expect(asked).toEqual([]);
});

test('the PDF: attachment with a safe name, private for an hour, a strong ETag, bytes that repeat', async () => {
  const response = await api(path, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/pdf');
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="invoice-APEX-7-1.pdf"');
  expect(response.headers.get('cache-control')).toBe('private, max-age=3600');
  expect(response.headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(new TextDecoder('latin1').decode(bytes.slice(0, 8))).toBe('%PDF-1.3');
  const again = new Uint8Array(await (await api(path, { headers })).arrayBuffer());
  expect(again).toEqual(bytes);
});

test('the ETag moves when the invoice is paid', async () => {
  const before = (await api(path, { headers, method: 'HEAD' })).headers.get('etag') ?? '';
  await ownerSql(
    `UPDATE invoices SET status = 'paid', paid_at = '2026-04-02', amount_paid_minor = amount_minor,
       amount_remaining_minor = 0 WHERE id = $1`,
    [invoice.id],
  );
  const after = await api(path, { headers: { ...headers, 'If-None-Match': before } });
  expect(after.status).toBe(200);
  expect(after.headers.get('etag')).not.toBe(before);
});
