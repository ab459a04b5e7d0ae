import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import type { InvoiceDetail } from './invoice.ts';
import type { FontFile, LoadFontFile } from './pdf/fonts.ts';
import { describeInvoicePdf, renderInvoicePdf } from './render-invoice-pdf.ts';
import { GROWTH_USD, SCALE_EUR, STARTER_JPY } from './sample-invoices.ts';

const require = createRequire(import.meta.url);

const FONTS: Record<FontFile, string> = {
  'inter-400.ttf': '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  'inter-600.ttf': '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  'noto-sans-jp-400.ttf': '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
  'noto-sans-jp-600.ttf': '@expo-google-fonts/noto-sans-jp/600SemiBold/NotoSansJP_600SemiBold.ttf',
};

const loadFontFile: LoadFontFile = async (file) =>
  new Uint8Array(await readFile(require.resolve(FONTS[file])));

async function render(invoice: InvoiceDetail): Promise<string> {
  const bytes = await renderInvoicePdf(describeInvoicePdf(invoice).document, loadFontFile);
  return Buffer.from(bytes).toString('latin1');
}

test('the same invoice is the same bytes, under 25 KB, on one page, with fonts embedded', async () => {
  const first = await render(GROWTH_USD);
  expect(await render(GROWTH_USD)).toBe(first);
  expect(first.length).toBeLessThan(25_000);
  expect(first.match(/\/Type \/Page\b/g)).toHaveLength(1);
  expect(first).toMatch(/\/FontName \/[A-Z]{6}\+Inter/);
});

test('the file was created when the invoice was issued, 2025-11-01 01:00 UTC', async () => {
  expect(await render(GROWTH_USD)).toContain('(D:20251101010000Z)');
});

test('40 lines take more than one page', async () => {
  const [line] = GROWTH_USD.lineItems;
  const lineItems = Array.from({ length: 40 }, (_, index) => ({ ...line, id: `il_${index}` }));
  const pdf = await render({ ...GROWTH_USD, lineItems: lineItems as InvoiceDetail['lineItems'] });
  expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(1);
});

test('a Japanese name brings the Japanese font, and only then is it asked for', async () => {
  expect(await render(STARTER_JPY)).toMatch(/\/FontName \/[A-Z]{6}\+NotoSansJP/);
  expect(await render(SCALE_EUR)).not.toContain('NotoSansJP');
});

test('totals: 1.879,00 € + VAT 19 % 357,01 € = 2.236,01 €, as German writes it', () => {
  const { totals, summary } = describeInvoicePdf(SCALE_EUR).document;
  const figures = totals.map(({ label, value }) => `${label} ${value}`.replace(/\u00a0/g, ' '));
  expect(figures).toEqual([
    'Subtotal 1.879,00 €',
    'VAT 19 % 357,01 €',
    'Total 2.236,01 €',
    'Amount due 2.236,01 €',
  ]);
  expect(summary.label).toBe('Amount due');
});

test('a discount stands between them: 1.879,00 € − 100,00 € + 357,01 €', () => {
  const { totals } = describeInvoicePdf({ ...SCALE_EUR, amountMinor: 213_601n }).document;
  const figures = totals.map(({ label, value }) => `${label} ${value}`.replace(/\u00a0/g, ' '));
  expect(figures.slice(0, 3)).toEqual(['Subtotal 1.879,00 €', 'Discount -100,00 €', 'VAT 19 % 357,01 €']);
});

test('yen have no decimals, and a paid invoice says when and how', () => {
  const { summary, payments, lines } = describeInvoicePdf(STARTER_JPY).document;
  expect(summary).toEqual({
    label: 'Amount paid',
    amount: '￥21,365',
    note: 'Paid on 2025/11/01. Thank you.',
  });
  expect(payments).toEqual(['￥21,365 paid on 2025/11/01 with Visa •••• 4242']);
  expect(lines[1]?.unitPrice).toBe('￥75 per 1,000');
});

test('overage stands as quantity × unit price: 2,345,678 × $0.08 per 1,000 = $187.65, transfer in GB to 9 decimals', () => {
  const [, , impressions, transfer] = describeInvoicePdf(GROWTH_USD).document.lines;
  expect(impressions).toMatchObject({
    quantity: '2,345,678',
    unitPrice: '$0.08 per 1,000',
    amount: '$187.65',
  });
  expect(transfer).toMatchObject({
    quantity: '11,845.678901234 GB',
    unitPrice: '$0.08 per GB',
    amount: '$947.65',
  });
});

test("Stripe's quantity and price stand in their columns only: what was sold and its tier are left as words", () => {
  const described = GROWTH_USD.lineItems.map((line) => ({
    ...line,
    description: '2345678 × Growth ad impressions (Tier 2 at $0.0008 / month)',
  }));
  const [line] = describeInvoicePdf({ ...GROWTH_USD, lineItems: described }).document.lines;
  expect(line?.description).toBe('Growth ad impressions, tier 2');
});

test('the addressee is printed as its post writes it', () => {
  expect(describeInvoicePdf(GROWTH_USD).document.billTo).toContain('San Francisco, CA 94105');
  expect(describeInvoicePdf(SCALE_EUR).document.billTo).toEqual(
    expect.arrayContaining(['10119 Berlin', 'Germany', 'VAT DE123456789']),
  );
});

test("the period of a subscription's first invoice, empty at Stripe, is that of its lines", () => {
  const first = { ...GROWTH_USD, periodEnd: GROWTH_USD.periodStart };
  expect(describeInvoicePdf(first).document.facts).toEqual(describeInvoicePdf(GROWTH_USD).document.facts);
});

test('the fingerprint moves with what is printed and with nothing else', () => {
  const { fingerprint } = describeInvoicePdf(GROWTH_USD);
  const touched = { ...GROWTH_USD, updatedAt: new Date('2025-12-24T00:00:00.000Z') };
  const paid: InvoiceDetail = { ...GROWTH_USD, status: 'paid', paidAt: new Date('2025-11-04T00:00:00.000Z') };
  expect(describeInvoicePdf(touched).fingerprint).toBe(fingerprint);
  expect(describeInvoicePdf(paid).fingerprint).not.toBe(fingerprint);
});

test('the file name keeps only characters that are safe in a header', () => {
  expect(describeInvoicePdf({ ...GROWTH_USD, number: 'A"B/1\r\n' }).filename).toBe('invoice-A-B-1--.pdf');
});

test('a draft has no PDF', () => {
  expect(() => describeInvoicePdf({ ...GROWTH_USD, status: 'draft', number: null })).toThrow(
    expect.objectContaining({ code: 'not_found' }),
  );
});
