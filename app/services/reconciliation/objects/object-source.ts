import type { ObjectKind } from '../../../domain/reconciliation/classify-object.ts';
import type { StripeClient } from '../../../stripe/client.ts';
import { getCustomer, listCustomers } from '../../../stripe/reconciliation/list-customers.ts';
import { getInvoice, listInvoices } from '../../../stripe/reconciliation/list-invoices.ts';
import { getPayment, listPayments } from '../../../stripe/reconciliation/list-payments.ts';
import { getRefund, listRefunds } from '../../../stripe/reconciliation/list-refunds.ts';
import { getSubscription, listSubscriptions } from '../../../stripe/reconciliation/list-subscriptions.ts';
import type { ListRequest, StripeObject, StripePage } from '../../../stripe/reconciliation/stripe-object.ts';

/** Where objects of a kind come from, listed for a run and one by one for a repair. */
export interface ObjectSource {
  list(stripe: StripeClient, request: ListRequest): Promise<StripePage>;
  get(stripe: StripeClient, id: string): Promise<StripeObject | null>;
  /** Whether only those made in the run's range are compared; the others change for as long as they live. */
  byRange: boolean;
  /** The type in the inbox's subjects. */
  subjectType: string;
}

export const OBJECT_SOURCES: Readonly<Record<ObjectKind, ObjectSource>> = {
  customer: { list: listCustomers, get: getCustomer, byRange: false, subjectType: 'customer' },
  subscription: {
    list: listSubscriptions,
    get: getSubscription,
    byRange: false,
    subjectType: 'subscription',
  },
  invoice: { list: listInvoices, get: getInvoice, byRange: true, subjectType: 'invoice' },
  payment: { list: listPayments, get: getPayment, byRange: true, subjectType: 'charge' },
  refund: { list: listRefunds, get: getRefund, byRange: true, subjectType: 'refund' },
};
