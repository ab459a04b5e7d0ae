import type Stripe from 'stripe';
import type { Wire } from '../wire/types.ts';

/** What is stored: Stripe's own object, or that object without the parts which are composed when it is shown. */

export type Customer = Wire<Stripe.Customer>;
export type Product = Wire<Stripe.Product>;
export type Price = Wire<Stripe.Price>;
export type Tier = NonNullable<Price['tiers']>[number];
export type Plan = Wire<Stripe.Plan>;
export type TaxRate = Wire<Stripe.TaxRate>;
export type TaxId = Wire<Stripe.TaxId>;
export type Coupon = Wire<Stripe.Coupon>;
export type Discount = Wire<Stripe.Discount>;
export type Meter = Wire<Stripe.Billing.Meter>;
export type MeterEvent = Wire<Stripe.Billing.MeterEvent>;
export type PaymentMethod = Wire<Stripe.PaymentMethod>;
export type PaymentIntent = Wire<Stripe.PaymentIntent>;
export type SetupIntent = Wire<Stripe.SetupIntent>;
export type Charge = Wire<Stripe.Charge>;
export type Refund = Wire<Stripe.Refund>;
export type Invoice = Wire<Stripe.Invoice>;
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>;
export type InvoiceItem = Wire<Stripe.InvoiceItem>;
export type InvoicePayment = Wire<Stripe.InvoicePayment>;
export type CreditNote = Wire<Stripe.CreditNote>;
export type CustomerBalanceTransaction = Wire<Stripe.CustomerBalanceTransaction>;
export type BalanceTransaction = Wire<Stripe.BalanceTransaction>;
export type WebhookEndpoint = Wire<Stripe.WebhookEndpoint>;
export type Subscription = Wire<Stripe.Subscription>;
export type SubscriptionItem = Wire<Stripe.SubscriptionItem>;

/** An item knows its price by id, so that a change of the price's nickname shows everywhere. */
export type SubscriptionItemRecord = Omit<SubscriptionItem, 'price' | 'plan'> & {
  price: string;
  /** Usage of the running period that this item does not bill: reported before it was there, or billed already. */
  usageBefore?: string;
  /** From when its debits count: what was before was let go, by a change of its period that did not prorate. */
  debitsFrom?: number;
};
export type SubscriptionRecord = Omit<Subscription, 'items'> & {
  /** Created without prorations: what lies between its trial and its anchor is free. */
  freeUntilAnchor?: true;
};

export interface EventRecord {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: { object: string }; previous_attributes?: Record<string, unknown> };
  livemode: false;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

/** A thin event (`v2.core.event`): it names what happened and where to read more. */
export interface ThinEventRecord {
  id: string;
  object: 'v2.core.event';
  created: string;
  livemode: false;
  type: string;
  related_object?: { id: string; type: string; url: string };
  reason?: { type: 'request'; request: { id: string; idempotency_key: string } };
  data: Record<string, unknown>;
}

export interface DeliveryRecord {
  id: string;
  event: string;
  endpoint: string;
  eventType: string;
  status: 'pending' | 'delivered' | 'failed';
  attempts: { at: number; outcome: string }[];
  nextAttemptAt: number | null;
  createdAt: number;
}

/** The events of one meter, customer and second, added up as the meter's formula asks. */
export interface UsageRecord {
  id: string;
  meter: string;
  customer: string;
  timestamp: number;
  sum: string;
  count: number;
  last: string;
}

/** An accepted meter event, kept while its identifier must stay unique and it may still be cancelled. */
export interface MeterEventRecord {
  id: string;
  eventName: string;
  payload: Record<string, string>;
  timestamp: number;
  request: string;
  receivedAt: number;
  /** null: its turn is over. */
  countsAt: number | null;
  /** As what it was counted; null: not yet, not at all, or no longer. */
  counted: { meter: string; customer: string; value: string } | null;
}

export interface IdempotencyRecord {
  id: string;
  path: string;
  fingerprint: string;
  status: number;
  body: string;
  requestId: string;
  createdAt: number;
}

export interface TimerRecord {
  id: string;
  at: number;
  kind: 'subscription' | 'trial_will_end' | 'invoice' | 'refund' | 'resume_collection' | 'meter_events';
  subject: string;
  /** How often what it was set for could not be done. */
  failures?: number;
}

/** Of an invoice item that credits unused time: what it gives back. */
export interface ProrationCreditRecord {
  id: string;
  /** Null where nothing was debited that is known of. */
  debit: string | null;
  from: number;
  until: number;
  creditedItems: { invoice: string; invoice_line_items: string[] } | null;
  /** The rates that the debit was taxed at; null: it is taxed as any other item of its invoice. */
  taxedAt: string[] | null;
}

/** What a draft of a subscription bills, so that its lines can be made again while usage still arrives. */
export interface InvoicePlanRecord {
  id: string;
  entries: {
    item: string;
    price: string;
    /** null: metered, rated from the period's usage; of a metered price that lies ahead, 0. */
    quantity: number | null;
    start: number;
    end: number;
    /** Usage of the period that is billed elsewhere. */
    usageBefore?: string;
    /** A period cut short by the billing anchor is charged in proportion to the full one. */
    fullPeriodSeconds: number | null;
    /** A trial is shown as a line of nothing. */
    trial: boolean;
    taxRates: string[] | null;
    discounts: string[];
    metadata: Record<string, string>;
  }[];
  lineIds: Record<string, string>;
}

/** Which test card a payment method stands for. */
export interface CardRecord {
  id: string;
  card: string;
  fails?: string;
  /** It was authenticated once for payments without the customer present. */
  setUp?: boolean;
  /** It was detached, or paid without belonging to anybody. */
  isSpent?: boolean;
}

export interface CounterRecord {
  id: string;
  value: number;
}
