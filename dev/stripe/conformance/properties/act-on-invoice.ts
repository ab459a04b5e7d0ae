import type { Action } from './actions.ts';
import { pick, type Story } from './story.ts';

type InvoiceAction = Extract<
  Action,
  { kind: 'finalize' | 'pay' | 'payOutOfBand' | 'void' | 'uncollectible' | 'creditNote' }
>;

/** In which states an invoice takes an action; every other is tried on any. */
const WANTED: Readonly<Record<InvoiceAction['kind'], readonly string[]>> = {
  finalize: ['draft'],
  pay: ['open', 'uncollectible'],
  payOutOfBand: ['open', 'uncollectible'],
  void: ['open', 'uncollectible'],
  uncollectible: ['open'],
  creditNote: ['open', 'paid'],
};

export async function actOnInvoice(action: InvoiceAction, { world }: Story): Promise<void> {
  const { invoices, creditNotes } = world.stripe;
  const all = (await invoices.list({ limit: 100 })).data;
  const suitable = all.filter(({ status }) => WANTED[action.kind].includes(status ?? ''));
  const invoice = pick(action.at % 2 === 0 ? all : suitable, action.at);
  if (!invoice) return;
  switch (action.kind) {
    case 'finalize':
      await invoices.finalizeInvoice(invoice.id);
      return;
    case 'pay':
      await invoices.pay(invoice.id);
      return;
    case 'payOutOfBand':
      await invoices.pay(invoice.id, { paid_out_of_band: true });
      return;
    case 'void':
      await invoices.voidInvoice(invoice.id);
      return;
    case 'uncollectible':
      await invoices.markUncollectible(invoice.id);
      return;
    case 'creditNote': {
      const amount = Math.round((invoice.total * action.share) / 100);
      const params = { invoice: invoice.id, amount };
      const { post_payment_amount: back } = await creditNotes.preview(params);
      await creditNotes.create({ ...params, ...(back > 0 && { [action.back]: back }) });
    }
  }
}

export async function refund(action: Extract<Action, { kind: 'refund' }>, { world }: Story): Promise<void> {
  const charge = pick((await world.stripe.charges.list({ limit: 100 })).data, action.at);
  const amount = Math.ceil(((charge?.amount ?? 0) * action.share) / 100);
  if (charge && amount > 0) await world.stripe.refunds.create({ charge: charge.id, amount });
}
