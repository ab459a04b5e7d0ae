import { discountMinorOf } from '../../domain/invoice-discount.ts';
import { money } from '../../domain/money.ts';
import { withReadersDates } from '../../format/dated-description.ts';
import { formatDate, formatPeriod } from '../../format/dates.ts';
import { invoiceStatusWords } from '../../format/invoice-status.ts';
import { metricOfLine, parseLineDescription, tierWords } from '../../format/line-description.ts';
import { formatMoney } from '../../format/money.ts';
import type { InvoiceDetail, InvoiceLineItem } from '../../services/invoices/invoice.ts';
import { formatLineQuantity, formatLineRate } from '../../services/invoices/pdf/line-figures.ts';
import { inReadingOrder } from '../../services/invoices/reading-order.ts';
import { toBillTo } from './bill-to.server.ts';
import type { InvoiceView, LineView, TotalView } from './invoice-view.ts';
import { toNotice } from './notice.server.ts';
import { toTimeline } from './timeline.server.ts';

export function toInvoiceView(
  invoice: InvoiceDetail,
  reader: { locale: string; mayPay: boolean },
): InvoiceView {
  const { locale } = reader;
  return {
    id: invoice.id,
    number: invoice.number ?? 'Draft',
    status: invoiceStatusWords(invoice.status),
    headline: toHeadline(invoice, locale),
    notice: toNotice(invoice, reader),
    hasPdf: invoice.status !== 'draft',
    facts: toFacts(invoice, locale),
    stripeInvoiceId: invoice.stripeInvoiceId,
    billTo: toBillTo(invoice.billTo),
    lines: inReadingOrder(invoice.lineItems).map((line) => toLine(line, invoice, locale)),
    totals: toTotals(invoice, locale),
    timeline: toTimeline(invoice, locale),
  };
}

function toHeadline(invoice: InvoiceDetail, locale: string): InvoiceView['headline'] {
  const amount = (minor: bigint) => formatMoney(money(minor, invoice.currency), locale);
  const on = (instant: Date | null, words: string) =>
    instant === null ? '' : `${words} ${formatDate(instant, locale)}`;
  switch (invoice.status) {
    case 'paid':
      return { label: 'Paid', amount: amount(invoice.amountMinor), note: on(invoice.paidAt, 'On') };
    case 'void':
      return { label: 'Void', amount: amount(invoice.amountMinor), note: 'Nothing is owed on it' };
    case 'uncollectible':
      return {
        label: 'Written off',
        amount: amount(invoice.amountRemainingMinor),
        note: on(invoice.markedUncollectibleAt, 'On'),
      };
    case 'draft':
      return { label: 'Draft', amount: amount(invoice.amountMinor), note: 'Not issued yet' };
    case 'open':
      return {
        label: 'Amount due',
        amount: amount(invoice.amountRemainingMinor),
        note: on(invoice.dueDate, 'By') || 'Charged automatically',
      };
  }
}

function toFacts(invoice: InvoiceDetail, locale: string): InvoiceView['facts'] {
  const { finalizedAt, createdAt, dueDate, paidAt, periodStart, periodEnd } = invoice;
  const dated = (term: string, instant: Date | null) =>
    instant === null ? [] : [{ term, value: formatDate(instant, locale) }];
  return [
    ...dated('Issued', finalizedAt ?? createdAt),
    ...dated('Due', dueDate),
    ...dated('Paid', paidAt),
    { term: 'Billing period', value: formatPeriod({ start: periodStart, end: periodEnd }, locale) },
    { term: 'Currency', value: invoice.currency.toUpperCase() },
  ];
}

function toLine(line: InvoiceLineItem, { currency }: InvoiceDetail, locale: string): LineView {
  const metric = metricOfLine(line);
  const { unitAmountDecimal } = line;
  const words = parseLineDescription(line.description);
  const tier = tierWords(words);
  const isIncluded = metric !== null && unitAmountDecimal === '0';
  const period = { start: line.periodStart, end: line.periodEnd };
  return {
    id: line.id,
    description: withReadersDates(words.title, period, locale),
    notes: [
      formatPeriod(period, locale),
      ...(tier === null ? [] : [tier]),
      ...(line.proration ? ['Part of a period'] : []),
    ],
    quantity: formatLineQuantity(line.quantity, metric, locale),
    isIncluded,
    rate: isIncluded ? 'Included' : formatLineRate({ unitAmountDecimal, currency }, metric, locale),
    amount: formatMoney(money(line.amountMinor, currency), locale),
  };
}

function toTotals(invoice: InvoiceDetail, locale: string): TotalView[] {
  const total = (label: string, minor: bigint, isStrong = false): TotalView => ({
    label,
    amount: formatMoney(money(minor, invoice.currency), locale),
    isStrong,
  });
  const refunded = invoice.payments.reduce((sum, payment) => sum + payment.amountRefundedMinor, 0n);
  const credited = invoice.creditNotes
    .filter(({ status }) => status === 'issued')
    .reduce((sum, note) => sum + note.amountMinor, 0n);
  const discount = discountMinorOf(invoice);
  return [
    total('Subtotal', invoice.subtotalMinor),
    ...(discount === 0n ? [] : [total('Discount', -discount)]),
    ...invoice.taxes.map(({ label, amountMinor, inclusive }) =>
      total(inclusive ? `${label} (included)` : label, amountMinor),
    ),
    total('Total', invoice.amountMinor, true),
    ...(invoice.amountPaidMinor === 0n ? [] : [total('Paid', -invoice.amountPaidMinor)]),
    ...(refunded === 0n ? [] : [total('Refunded', refunded)]),
    ...(credited === 0n ? [] : [total('Credited', -credited)]),
    ...(invoice.status === 'void' ? [] : [total('Still due', invoice.amountRemainingMinor, true)]),
  ];
}
