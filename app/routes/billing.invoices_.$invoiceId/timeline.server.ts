import { money } from '../../domain/money.ts';
import { formatDate, formatDateTime } from '../../format/dates.ts';
import { declineReason } from '../../format/decline.ts';
import { formatMoney } from '../../format/money.ts';
import { ownEntry } from '../../format/own-entry.ts';
import type {
  InvoiceCreditNote,
  InvoiceDetail,
  InvoicePayment,
  InvoiceRefund,
} from '../../services/invoices/invoice.ts';
import type { TimelineEntry } from './invoice-view.ts';

const REFUND_REASONS: Readonly<Record<string, string>> = {
  duplicate: 'Charged twice',
  fraudulent: 'Not a rightful charge',
  requested_by_customer: 'At your request',
};

type Words = Pick<TimelineEntry, 'kind' | 'title' | 'detail'>;

/** Payments, refunds, credit notes and the next planned attempt, newest first. */
export function toTimeline(invoice: InvoiceDetail, locale: string): TimelineEntry[] {
  const { payments, refunds, creditNotes, dunning, status, currency } = invoice;
  const entry = (words: Words, item: { id: string; amountMinor: bigint; createdAt: Date }) => ({
    ...words,
    key: item.id,
    amount: formatMoney(money(item.amountMinor, currency), locale),
    instant: item.createdAt.toISOString(),
    when: formatDateTime(item.createdAt, locale),
  });
  const done = [
    ...payments.map((payment) => entry(paymentWords(payment), payment)),
    ...refunds.map((refund) => entry(refundWords(refund), refund)),
    ...creditNotes.map((note) => entry(creditNoteWords(note), note)),
  ].sort((a, b) => b.instant.localeCompare(a.instant));
  const next = status === 'open' && dunning?.status === 'open' ? dunning.nextAttemptAt : null;
  return next === null ? done : [planned(next, locale), ...done];
}

function paymentWords({ status, methodLabel, declineCode }: InvoicePayment): Words {
  switch (status) {
    case 'succeeded':
      return { kind: 'paid', title: 'Paid', detail: methodLabel };
    case 'failed':
      return {
        kind: 'failed',
        title: 'Payment failed',
        detail: [declineReason(declineCode), methodLabel].filter(Boolean).join(' · '),
      };
    default:
      return { kind: 'pending', title: 'Payment on its way', detail: methodLabel };
  }
}

function refundWords({ status, reason }: InvoiceRefund): Words {
  const detail = ownEntry(REFUND_REASONS, reason ?? '') ?? null;
  if (status === 'failed' || status === 'canceled') {
    return { kind: 'failed', title: 'Refund did not go through', detail };
  }
  return {
    kind: 'refunded',
    title: status === 'succeeded' ? 'Refunded' : 'Refund on its way',
    detail,
  };
}

function creditNoteWords({ status, number, memo }: InvoiceCreditNote): Words {
  const detail = [number, memo].filter(Boolean).join(' · ');
  return status === 'void'
    ? { kind: 'failed', title: 'Credit note, void', detail }
    : { kind: 'credited', title: 'Credited', detail };
}

function planned(next: Date, locale: string): TimelineEntry {
  return {
    key: 'planned',
    kind: 'planned',
    title: 'Next attempt',
    detail: null,
    amount: null,
    instant: next.toISOString(),
    when: formatDate(next, locale),
  };
}
