import type { Seller } from '../../../config/seller.ts';
import { discountMinorOf } from '../../../domain/invoice-discount.ts';
import { money } from '../../../domain/money.ts';
import { countryName } from '../../../format/countries.ts';
import { withReadersDates } from '../../../format/dated-description.ts';
import { formatDate, formatPeriod } from '../../../format/dates.ts';
import { metricOfLine, parseLineDescription, tierWords } from '../../../format/line-description.ts';
import { supportedLocale } from '../../../format/locale.ts';
import { formatMoney } from '../../../format/money.ts';
import { formatTownLine } from '../../../format/town-line.ts';
import type { BillTo, InvoiceDetail, InvoiceLineItem, InvoicePayment, InvoiceStatus } from '../invoice.ts';
import { inReadingOrder } from '../reading-order.ts';
import type { Fact, InvoiceDocument, PrintedLine, PrintedTotal } from './invoice-document.ts';
import { formatLineQuantity, formatLineRate } from './line-figures.ts';

const STATUS_LABELS: Readonly<Record<InvoiceStatus, string>> = {
  draft: 'Draft',
  open: 'Open',
  paid: 'Paid',
  void: 'Void',
  uncollectible: 'Uncollectible',
};

/** Words are English; money, quantities and dates follow the customer's locale. */
export function invoiceToDocument(invoice: InvoiceDetail, seller: Seller): InvoiceDocument {
  const locale = supportedLocale(invoice.locale);
  const number = invoice.number ?? invoice.stripeInvoiceId;
  const issuedAt = invoice.finalizedAt ?? invoice.createdAt;
  return {
    locale,
    title: `Invoice ${number}`,
    author: seller.legalName,
    issuedAt: issuedAt.toISOString(),
    brand: 'ApexMediation',
    number,
    seller: [
      seller.legalName,
      ...seller.addressLines,
      countryName(seller.country),
      `VAT ${seller.vatId}`,
      seller.email,
    ],
    billTo: billToLines(invoice.billTo),
    facts: facts(invoice, { number, issuedAt, locale }),
    status: { kind: invoice.status, label: STATUS_LABELS[invoice.status] },
    summary: summary(invoice, locale),
    lines: inReadingOrder(invoice.lineItems).map((line) => printedLine(line, invoice, locale)),
    totals: totals(invoice, locale),
    payments: invoice.payments
      .filter(({ status }) => status === 'succeeded')
      .map((payment) => paymentLine(payment, invoice, locale)),
    footer: `${seller.legalName} · VAT ${seller.vatId} · ${seller.email}`,
  };
}

function billToLines({ name, email, address, taxIds }: BillTo): string[] {
  const lines = [
    name,
    address?.line1,
    address?.line2,
    address && formatTownLine(address),
    address?.country && countryName(address.country),
    ...taxIds.map(({ type, value }) => `${taxIdLabel(type)} ${value}`),
    email,
  ];
  return lines.filter((line): line is string => typeof line === 'string' && line !== '');
}

/** Stripe names the kind by country and tax, e.g. `eu_vat`, `gb_vat`, `jp_trn`. */
function taxIdLabel(type: string): string {
  return type.endsWith('_vat') ? 'VAT' : 'Tax ID';
}

function facts(
  invoice: InvoiceDetail,
  { number, issuedAt, locale }: { number: string; issuedAt: Date; locale: string },
): Fact[] {
  const { dueDate, paidAt } = invoice;
  return [
    { label: 'Invoice number', value: number },
    { label: 'Date of issue', value: formatDate(issuedAt, locale) },
    ...(dueDate === null ? [] : [{ label: 'Due date', value: formatDate(dueDate, locale) }]),
    { label: 'Billing period', value: formatPeriod(billingPeriod(invoice), locale) },
    ...(paidAt === null ? [] : [{ label: 'Paid on', value: formatDate(paidAt, locale) }]),
  ];
}

/** Stripe gives a subscription's first invoice an empty period; its lines then say what it is for. */
function billingPeriod({ periodStart, periodEnd, lineItems }: InvoiceDetail): { start: Date; end: Date } {
  if (periodStart < periodEnd || lineItems.length === 0) return { start: periodStart, end: periodEnd };
  return {
    start: new Date(Math.min(...lineItems.map((line) => line.periodStart.getTime()))),
    end: new Date(Math.max(...lineItems.map((line) => line.periodEnd.getTime()))),
  };
}

function summary(invoice: InvoiceDetail, locale: string): InvoiceDocument['summary'] {
  const format = (amountMinor: bigint) => formatMoney(money(amountMinor, invoice.currency), locale);
  switch (invoice.status) {
    case 'paid':
      return {
        label: 'Amount paid',
        amount: format(invoice.amountPaidMinor),
        note:
          invoice.paidAt === null
            ? 'Thank you.'
            : `Paid on ${formatDate(invoice.paidAt, locale)}. Thank you.`,
      };
    case 'void':
      return {
        label: 'Total',
        amount: format(invoice.amountMinor),
        note: 'This invoice is void. Nothing is owed on it.',
      };
    default:
      return {
        label: 'Amount due',
        amount: format(invoice.amountRemainingMinor),
        note:
          invoice.dueDate === null ? 'Charged automatically' : `Due ${formatDate(invoice.dueDate, locale)}`,
      };
  }
}

function printedLine(line: InvoiceLineItem, { currency }: InvoiceDetail, locale: string): PrintedLine {
  const metric = metricOfLine(line);
  const rate = { unitAmountDecimal: line.unitAmountDecimal, currency };
  const words = parseLineDescription(line.description);
  const tier = tierWords(words);
  const period = { start: line.periodStart, end: line.periodEnd };
  const title = withReadersDates(words.title, period, locale);
  return {
    description: tier === null ? title : `${title}, ${tier.toLowerCase()}`,
    period: formatPeriod(period, locale),
    quantity: formatLineQuantity(line.quantity, metric, locale),
    unitPrice: formatLineRate(rate, metric, locale),
    amount: formatMoney(money(line.amountMinor, currency), locale),
  };
}

function totals(invoice: InvoiceDetail, locale: string): PrintedTotal[] {
  const row = (label: string, amountMinor: bigint, isStrong = false): PrintedTotal => ({
    label,
    value: formatMoney(money(amountMinor, invoice.currency), locale),
    isStrong,
  });
  const discount = discountMinorOf(invoice);
  return [
    row('Subtotal', invoice.subtotalMinor),
    ...(discount === 0n ? [] : [row('Discount', -discount)]),
    ...invoice.taxes.map(({ label, amountMinor, inclusive }) =>
      row(inclusive ? `${label} (included)` : label, amountMinor),
    ),
    row('Total', invoice.amountMinor, true),
    ...(invoice.amountPaidMinor === 0n ? [] : [row('Amount paid', -invoice.amountPaidMinor)]),
    ...(invoice.status === 'void' ? [] : [row('Amount due', invoice.amountRemainingMinor, true)]),
  ];
}

function paymentLine(payment: InvoicePayment, { currency }: InvoiceDetail, locale: string): string {
  const amount = formatMoney(money(payment.amountMinor, currency), locale);
  const method = payment.methodLabel === null ? '' : ` with ${payment.methodLabel}`;
  const refunded =
    payment.amountRefundedMinor === 0n
      ? ''
      : `, ${formatMoney(money(payment.amountRefundedMinor, currency), locale)} refunded`;
  return `${amount} paid on ${formatDate(payment.createdAt, locale)}${method}${refunded}`;
}
