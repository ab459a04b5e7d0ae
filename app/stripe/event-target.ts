import { field, idOf, type JsonObject, text } from './json.ts';

export const TARGET_TYPES = [
  'customer',
  'subscription',
  'invoice',
  'charge',
  'payment_intent',
  'meter_errors',
] as const;
export type TargetType = (typeof TARGET_TYPES)[number];

/** The Stripe object that an event makes us read again; of `meter_errors` the event itself, by its id. */
export interface EventTarget {
  type: TargetType;
  id: string;
}

/** Not a stored invoice but a forecast of one: it cannot be read back. */
const NOT_STORED = 'invoice.upcoming';

/**
 * Which object to re-read after an event, by the kind of object it carries and nothing else of its content, so that
 * events of any API version will do. Null when no mirrored object is concerned.
 */
export function eventTarget(type: string, data: JsonObject): EventTarget | null {
  const object = field(data, 'object');
  if (object === null || type === NOT_STORED) return null;
  const [targetType, id] = targetOf(object, field(data, 'previous_attributes'));
  return targetType === null || id === null ? null : { type: targetType, id };
}

const METER_ERROR_TYPES = ['v1.billing.meter.error_report_triggered', 'v1.billing.meter.no_meter_found'];

/** The same of a thin event, which says what happened only when it is fetched. */
export function thinEventTarget(type: string, stripeEventId: string): EventTarget | null {
  return METER_ERROR_TYPES.includes(type) ? { type: 'meter_errors', id: stripeEventId } : null;
}

function targetOf(object: JsonObject, before: JsonObject | null): [TargetType | null, string | null] {
  switch (text(object.object)) {
    case 'customer':
      return ['customer', text(object.id)];
    case 'subscription':
      return ['subscription', text(object.id)];
    case 'invoice':
      return ['invoice', text(object.id)];
    case 'charge':
    case 'payment_intent':
      return paymentTarget(object);
    case 'invoice_payment':
    case 'credit_note':
      return ['invoice', idOf(object.invoice)];
    case 'refund':
    case 'dispute':
      if (idOf(object.charge) !== null) return ['charge', idOf(object.charge)];
      return ['payment_intent', idOf(object.payment_intent)];
    case 'payment_method':
    case 'tax_id':
    case 'card':
      return ['customer', idOf(object.customer) ?? idOf(before?.customer)];
    case 'subscription_schedule':
      return ['subscription', idOf(object.subscription)];
    default:
      return [null, null];
  }
}

/** Until 2025-03-31 a payment named its invoice, and events of those versions still do. */
function paymentTarget(object: JsonObject): [TargetType, string | null] {
  const invoice = idOf(object.invoice);
  if (invoice !== null) return ['invoice', invoice];
  return [object.object === 'charge' ? 'charge' : 'payment_intent', text(object.id)];
}

/** The Stripe customer that an event is about, if its payload names one. */
export function customerOf(data: JsonObject): string | null {
  const object = field(data, 'object');
  if (object === null) return null;
  return object.object === 'customer' ? text(object.id) : idOf(object.customer);
}

/** Which intent a charge, refund or dispute belongs to never changes, so the payload may be believed about it. */
export function paymentIntentOf(data: JsonObject): string | null {
  return idOf(field(data, 'object')?.payment_intent);
}
