import { INVOICE_STATES, type InvoiceState } from '../../domain/invoice-state.ts';
import type { Currency } from '../../domain/money.ts';

export { INVOICE_STATES as INVOICE_STATUSES };
export type InvoiceStatus = InvoiceState;

export interface InvoiceSummary {
  id: string;
  customerId: string;
  /** Null while the invoice is a draft. */
  number: string | null;
  status: InvoiceStatus;
  currency: Currency;
  /** Stripe's `total`. */
  amountMinor: bigint;
  amountPaidMinor: bigint;
  amountRemainingMinor: bigint;
  periodStart: Date;
  periodEnd: Date;
  dueDate: Date | null;
  paidAt: Date | null;
  stripeInvoiceId: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface InvoiceLineItem {
  id: string;
  description: string;
  component: string | null;
  /** Exact decimal, without trailing zeros. */
  quantity: string;
  /** Minor units per unit, exact decimal, without trailing zeros. */
  unitAmountDecimal: string;
  amountMinor: bigint;
  periodStart: Date;
  periodEnd: Date;
  proration: boolean;
}

export interface InvoicePayment {
  id: string;
  status: string;
  amountMinor: bigint;
  amountRefundedMinor: bigint;
  methodLabel: string | null;
  failureMessage: string | null;
  declineCode: string | null;
  createdAt: Date;
}

export interface InvoiceRefund {
  id: string;
  status: string;
  amountMinor: bigint;
  reason: string | null;
  createdAt: Date;
}

export interface InvoiceCreditNote {
  id: string;
  number: string;
  status: 'issued' | 'void';
  amountMinor: bigint;
  memo: string | null;
  createdAt: Date;
}

export interface DunningNotice {
  status: 'open' | 'recovered' | 'stopped' | 'exhausted';
  openedAt: Date;
  nextAttemptAt: Date | null;
  attemptsMade: number;
  attempts: readonly {
    attemptNumber: number;
    status: string;
    startedAt: Date;
    declineCode: string | null;
    message: string | null;
  }[];
}

export interface BillTo {
  name: string | null;
  email: string | null;
  address: {
    line1: string | null;
    line2: string | null;
    city: string | null;
    postalCode: string | null;
    state: string | null;
    country: string | null;
  } | null;
  taxIds: readonly { type: string; value: string }[];
}

export interface InvoiceTax {
  amountMinor: bigint;
  /** e.g. "VAT 19 %", or the reason there is none. */
  label: string;
  inclusive: boolean;
}

export interface InvoiceDetail extends InvoiceSummary {
  /** The customer's, in which money and dates are printed. */
  locale: string;
  billingReason: string | null;
  subtotalMinor: bigint;
  taxMinor: bigint;
  amountDueMinor: bigint;
  finalizedAt: Date | null;
  voidedAt: Date | null;
  markedUncollectibleAt: Date | null;
  hostedInvoiceUrl: string | null;
  billTo: BillTo;
  taxes: readonly InvoiceTax[];
  lineItems: readonly InvoiceLineItem[];
  payments: readonly InvoicePayment[];
  refunds: readonly InvoiceRefund[];
  creditNotes: readonly InvoiceCreditNote[];
  dunning: DunningNotice | null;
}

export interface InvoicePage {
  invoices: readonly InvoiceSummary[];
  page: number;
  limit: number;
  total: number;
  totalPages: number;
}
