/** The resources that billing works with; checkout, portal, plans, sources, Connect and the rest are not its own. */
const OURS =
  /^\/v1\/(customers|payment_methods|payment_intents|charges|subscriptions|subscription_items|invoices|invoiceitems|invoice_payments|refunds|credit_notes|setup_intents|products|prices|coupons|tax_rates|billing\/meter\w*)(\/|$)/;

const NOT_OURS = /\/sources(\/|$)/;

export function isOurPath(path: string): boolean {
  return OURS.test(path) && !NOT_OURS.test(path);
}
