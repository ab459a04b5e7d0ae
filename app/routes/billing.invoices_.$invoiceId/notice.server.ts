import { SELLER } from '../../config/seller.ts';
import { money } from '../../domain/money.ts';
import { formatDate } from '../../format/dates.ts';
import { declineReason } from '../../format/decline.ts';
import { formatMoney } from '../../format/money.ts';
import type { InvoiceDetail } from '../../services/invoices/invoice.ts';
import type { InvoiceNotice } from './invoice-view.ts';

/** What a failed payment means for the reader; null where nothing is open. */
export function toNotice(
  invoice: InvoiceDetail,
  { locale, mayPay }: { locale: string; mayPay: boolean },
): InvoiceNotice | null {
  const { status, dunning, payments } = invoice;
  if (status === 'uncollectible') {
    return {
      tone: 'danger',
      title: 'This invoice was written off',
      text: `It stays unpaid. If you want to settle it, write to ${SELLER.email}.`,
      payUrl: null,
    };
  }
  if (status !== 'open' || dunning === null) return null;
  const failed = payments.filter((payment) => payment.status === 'failed').at(-1);
  const owed = formatMoney(money(invoice.amountRemainingMinor, invoice.currency), locale);
  const since = `${owed} unpaid since ${formatDate(dunning.openedAt, locale)}.`;
  const reason = `${since} ${declineReason(failed?.declineCode ?? null)}.`;
  const payUrl = mayPay ? invoice.hostedInvoiceUrl : null;
  if (dunning.status === 'open' && dunning.nextAttemptAt !== null) {
    return {
      tone: 'warning',
      title: `The payment failed. We'll try again on ${formatDate(dunning.nextAttemptAt, locale)}.`,
      text: `${reason} Nothing is needed from you if the card can be charged by then.`,
      payUrl,
    };
  }
  // Stopped while the invoice is open: the plan ended, the debt did not.
  if (dunning.status === 'exhausted' || dunning.status === 'stopped') {
    return {
      tone: 'danger',
      title: 'This invoice is past due',
      text: `${reason} ${attempts(dunning.attemptsMade)} Please ${payUrl === null ? '' : 'pay it, with another card if need be, or '}write to ${SELLER.email}.`,
      payUrl,
    };
  }
  return null;
}

function attempts(made: number): string {
  if (made === 0) return 'We will not try again by ourselves.';
  const failed = made === 1 ? 'One more attempt failed' : `All ${made} further attempts failed`;
  return `${failed} and we will not try again by ourselves.`;
}
