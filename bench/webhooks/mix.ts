import { createHmac } from 'node:crypto';
import Stripe from 'stripe';
import { startStripeStandIn } from '../../dev/stripe/main.ts';
import { receiveInto } from './receive-into.ts';

const INVOICES = 5_000;
const SUBSCRIPTIONS = 2_000;
const CUSTOMERS = 2_000;

export interface SignedEvent {
  body: string;
  signature: string;
}

/**
 * Half about invoices, three tenths about subscriptions, a fifth about customers: the events of a real first month as
 * the stand-in sends them, under other ids, no id twice, each later than the one before.
 */
export interface WebhookMix {
  /** Signed now, and good for five minutes. */
  sign(count: number, secret: string): SignedEvent[];
  bytes: Readonly<Record<string, number>>;
}

export async function createMix(): Promise<WebhookMix> {
  const templates = await recordTemplates();
  const run = Date.now().toString(36);
  let made = 0;
  let created = Math.floor(Date.now() / 1_000);
  function make(): string {
    const slot = made % 10;
    const [type, prefix, among] =
      slot < 5
        ? (['invoice.paid', 'in', INVOICES] as const)
        : slot < 8
          ? (['customer.subscription.updated', 'sub', SUBSCRIPTIONS] as const)
          : (['customer.updated', 'cus', CUSTOMERS] as const);
    made += 1;
    created += 1;
    const { text, id, eventId } = templates[type];
    return text
      .replaceAll(id, `${prefix}_bench${made % among}`)
      .replace(eventId, `evt_${run}${made}`)
      .replace(/"created":\d+,"data"/, `"created":${created},"data"`);
  }
  return {
    sign(count, secret) {
      const timestamp = Math.floor(Date.now() / 1_000);
      return Array.from({ length: count }, () => {
        const body = make();
        const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
        return { body, signature: `t=${timestamp},v1=${digest}` };
      });
    },
    bytes: Object.fromEntries(Object.entries(templates).map(([type, { text }]) => [type, text.length])),
  };
}

type Type = 'invoice.paid' | 'customer.subscription.updated' | 'customer.updated';
type Template = { text: string; id: string; eventId: string };

async function recordTemplates(): Promise<Record<Type, Template>> {
  const sink = await receiveInto();
  const standIn = await startStripeStandIn({
    port: 0,
    now: () => new Date(),
    webhookEndpoints: [{ url: sink.url, secret: 'whsec_bench', enabledEvents: ['*'] }],
  });
  try {
    const { hostname, port } = new URL(standIn.url);
    const stripe = new Stripe('sk_test_bench', { host: hostname, port, protocol: 'http', telemetry: false });
    const customer = await stripe.customers.create({
      name: 'Bench Publishing Ltd',
      email: 'billing@bench.example',
      address: { line1: '1 Bench Street', city: 'London', postal_code: 'E1 6AN', country: 'GB' },
      payment_method: 'pm_card_visa',
      invoice_settings: { default_payment_method: 'pm_card_visa' },
    });
    const price = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 49_900,
      recurring: { interval: 'month' },
      product_data: { name: 'Growth' },
    });
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
    });
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await stripe.customers.update(customer.id, { name: 'Bench Publishing Limited' });
    await standIn.runDue();
    const find = (type: Type): Template => {
      const text = sink.bodies.find((body) => (JSON.parse(body) as { type: string }).type === type);
      if (text === undefined) throw new Error(`the stand-in sent no ${type}`);
      const event = JSON.parse(text) as { id: string; data: { object: { id: string } } };
      return { text, id: event.data.object.id, eventId: event.id };
    };
    return {
      'invoice.paid': find('invoice.paid'),
      'customer.subscription.updated': find('customer.subscription.updated'),
      'customer.updated': find('customer.updated'),
    };
  } finally {
    await standIn.close();
    await sink.close();
  }
}
