import { SELLER } from '../../config/seller.ts';
import { formatDate } from '../../format/dates.ts';
import { declineReason } from '../../format/decline.ts';
import { formatMoney } from '../../format/money.ts';
import type { FailedPayment } from '../../services/dunning/failed-payment.ts';
import type { FailedPaymentView } from './failed-payment-view.ts';

interface Reader {
  locale: string;
  /** Staff that looks at a publisher's page pays nothing for it. */
  mayPay: boolean;
}

/** What failed, of how much, since when, and what comes next. */
export function toFailedPaymentView(payment: FailedPayment, { locale, mayPay }: Reader): FailedPaymentView {
  const { invoiceId, invoiceNumber, nextAttemptAt, failedAt, declineCode } = payment;
  const of = invoiceNumber === null ? 'an invoice' : `invoice ${invoiceNumber}`;
  const reason = declineCode === null ? '' : `${declineReason(declineCode)}. `;
  const payUrl = mayPay ? payment.payUrl : null;
  const yourself = payUrl === null ? `write to ${SELLER.email}` : 'pay it now, with another card too';
  const next =
    nextAttemptAt === null
      ? `We do not try again by ourselves: please ${yourself}.`
      : `We try again on ${formatDate(nextAttemptAt, locale)}${payUrl === null ? '.' : `; you can ${yourself}.`}`;
  return {
    invoiceId,
    tone: nextAttemptAt === null ? 'danger' : 'warning',
    title: `The payment of ${formatMoney(payment.amount, locale)} for ${of} failed`,
    text: `Unpaid since ${formatDate(failedAt, locale)}. ${reason}${next}`,
    payUrl,
  };
}
