import { type Change, Collection, type Identified, type Journal } from './collection.ts';
import type * as records from './records.ts';

type Keys<T> = Readonly<Record<string, (value: T) => string | null>>;

const DAY_SECONDS = 86_400;

export function usageDayKey(meter: string, customer: string, timestamp: number): string {
  return `${meter}|${customer}|${Math.floor(timestamp / DAY_SECONDS)}`;
}

/** Everything the stand-in knows. A call's changes are taken whole or not at all. */
export class Store implements Journal {
  private undos: (() => void)[] | null = null;
  private pending = new Map<string, Change>();
  private lastPosition = 0;
  private readonly collections = new Map<string, Collection<Identified>>();

  readonly customers = this.collection<records.Customer>('customers');
  readonly products = this.collection<records.Product>('products');
  readonly prices = this.collection<records.Price>('prices', {
    product: (price) => price.product,
    lookup_key: (price) => price.lookup_key,
  });
  readonly taxRates = this.collection<records.TaxRate>('tax_rates');
  readonly taxIds = this.collection<records.TaxId>('tax_ids', { customer: (taxId) => taxId.customer });
  readonly coupons = this.collection<records.Coupon>('coupons');
  readonly discounts = this.collection<records.Discount>('discounts');
  readonly meters = this.collection<records.Meter>('meters', { event_name: (meter) => meter.event_name });
  readonly usage = this.collection<records.UsageRecord>('usage', {
    meterCustomerDay: (usage) => usageDayKey(usage.meter, usage.customer, usage.timestamp),
  });
  readonly meterEvents = this.collection<records.MeterEventRecord>('meter_events', {
    waiting: (event) => (event.countsAt === null ? null : 'yes'),
  });
  readonly paymentMethods = this.collection<records.PaymentMethod>('payment_methods', {
    customer: (method) => method.customer,
  });
  readonly cards = this.collection<records.CardRecord>('cards');
  readonly subscriptions = this.collection<records.SubscriptionRecord>('subscriptions', {
    customer: (subscription) => subscription.customer,
  });
  readonly subscriptionItems = this.collection<records.SubscriptionItemRecord>('subscription_items', {
    subscription: (item) => item.subscription,
  });
  readonly invoices = this.collection<records.Invoice>('invoices', {
    customer: (invoice) => invoice.customer,
    subscription: (invoice) => invoice.parent?.subscription_details?.subscription ?? null,
  });
  readonly invoicePlans = this.collection<records.InvoicePlanRecord>('invoice_plans');
  readonly invoiceItems = this.collection<records.InvoiceItem>('invoice_items', {
    customer: (item) => item.customer,
    invoice: (item) => item.invoice,
  });
  readonly prorationCredits = this.collection<records.ProrationCreditRecord>('proration_credits', {
    debit: (credit) => credit.debit,
  });
  readonly invoicePayments = this.collection<records.InvoicePayment>('invoice_payments', {
    invoice: (payment) => payment.invoice,
    payment_intent: (payment) => payment.payment.payment_intent ?? null,
  });
  readonly paymentIntents = this.collection<records.PaymentIntent>('payment_intents', {
    customer: (intent) => intent.customer,
  });
  readonly setupIntents = this.collection<records.SetupIntent>('setup_intents', {
    customer: (intent) => intent.customer,
  });
  readonly charges = this.collection<records.Charge>('charges', {
    customer: (charge) => charge.customer,
    payment_intent: (charge) => charge.payment_intent,
  });
  readonly refunds = this.collection<records.Refund>('refunds', { charge: (refund) => refund.charge });
  readonly balanceTransactions = this.collection<records.BalanceTransaction>('balance_transactions');
  readonly creditNotes = this.collection<records.CreditNote>('credit_notes', {
    invoice: (note) => note.invoice,
    customer: (note) => note.customer,
  });
  readonly customerBalanceTransactions = this.collection<records.CustomerBalanceTransaction>(
    'customer_balance_transactions',
    { customer: (transaction) => transaction.customer },
  );
  readonly webhookEndpoints = this.collection<records.WebhookEndpoint>('webhook_endpoints');
  readonly events = this.collection<records.EventRecord>('events');
  readonly thinEvents = this.collection<records.ThinEventRecord>('thin_events');
  readonly deliveries = this.collection<records.DeliveryRecord>('deliveries', {
    event: (delivery) => delivery.event,
    status: (delivery) => delivery.status,
  });
  readonly timers = this.collection<records.TimerRecord>('timers');
  readonly idempotency = this.collection<records.IdempotencyRecord>('idempotency');
  readonly counters = this.collection<records.CounterRecord>('counters');

  /** Runs `work`; if it throws, nothing it changed remains, unless `keep` says the error keeps its changes. */
  transaction<T>(work: () => T, keep: (error: unknown) => boolean = () => false): T {
    const outer = { undos: this.undos, pending: this.pending };
    const inner = this.begin();
    const commit = () => {
      outer.undos?.push(...inner.undos);
      for (const [key, change] of inner.pending) outer.pending.set(key, change);
    };
    try {
      const result = work();
      commit();
      return result;
    } catch (error) {
      if (keep(error)) commit();
      else undoAll(inner.undos);
      throw error;
    } finally {
      this.undos = outer.undos;
      this.pending = outer.pending;
    }
  }

  /** Runs `work` to see what would come of it; nothing it changes remains. */
  dryRun<T>(work: () => T): T {
    const outer = { undos: this.undos, pending: this.pending };
    const inner = this.begin();
    try {
      return work();
    } finally {
      undoAll(inner.undos);
      this.undos = outer.undos;
      this.pending = outer.pending;
    }
  }

  changed(change: Change, undo: () => void): void {
    this.undos?.push(undo);
    this.pending.set(`${change.collection}|${change.id}`, change);
  }

  /** What has changed since the last call and is not yet written. */
  takeChanges(): Change[] {
    const changes = [...this.pending.values()];
    this.pending.clear();
    return changes;
  }

  /** For changes that could not be written; a newer change of the same object stays. */
  putBackChanges(changes: readonly Change[]): void {
    for (const change of changes) {
      const key = `${change.collection}|${change.id}`;
      if (!this.pending.has(key)) this.pending.set(key, change);
    }
  }

  get hasChanges(): boolean {
    return this.pending.size > 0;
  }

  load(collection: string, value: Identified, position: number): void {
    this.lastPosition = Math.max(this.lastPosition, position);
    this.collections.get(collection)?.load(value, position);
  }

  nextCounter(id: string): number {
    const value = (this.counters.get(id)?.value ?? 0) + 1;
    this.counters.put({ id, value });
    return value;
  }

  clear(): void {
    for (const collection of this.collections.values()) collection.clear();
    this.pending.clear();
    this.lastPosition = 0;
  }

  private begin(): { undos: (() => void)[]; pending: Map<string, Change> } {
    const inner = { undos: [], pending: new Map<string, Change>() };
    this.undos = inner.undos;
    this.pending = inner.pending;
    return inner;
  }

  private collection<T extends Identified>(name: string, keys: Keys<T> = {}): Collection<T> {
    const collection = new Collection<T>(name, this, keys, () => {
      this.lastPosition += 1;
      return this.lastPosition;
    });
    this.collections.set(name, collection as unknown as Collection<Identified>);
    return collection;
  }
}

function undoAll(undos: (() => void)[]): void {
  for (const undo of undos.reverse()) undo();
}
