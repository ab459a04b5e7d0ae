import type { Action } from './actions.ts';
import { keep, pick, type Story } from './story.ts';

const RETURN_URL = 'https://example.com';
const CHANGED = { amount: 700, currency: 'eur', payment_method: 'pm_card_mastercard' } as const;

/** Past the invoice: what a browser or a script does to a payment itself. */
export async function actOnIntent(
  action: Extract<Action, { kind: 'confirmIntent' | 'cancelIntent' | 'changeIntent' | 'capture' }>,
  { world }: Story,
): Promise<void> {
  const { paymentIntents } = world.stripe;
  const intent = pick((await paymentIntents.list({ limit: 100 })).data, action.at);
  if (!intent) return;
  switch (action.kind) {
    case 'confirmIntent':
      await paymentIntents.confirm(intent.id, {
        ...(action.card !== null && { payment_method: action.card }),
        return_url: RETURN_URL,
      });
      return;
    case 'cancelIntent':
      await paymentIntents.cancel(intent.id);
      return;
    case 'capture':
      await paymentIntents.capture(intent.id);
      return;
    case 'changeIntent':
      await paymentIntents.update(intent.id, { [action.param]: CHANGED[action.param] });
  }
}

/** A payment of its own, which is captured by hand. */
export async function authorize(action: Extract<Action, { kind: 'authorize' }>, story: Story): Promise<void> {
  const { stripe } = story.world;
  const customer = pick((await stripe.customers.list({ limit: 100 })).data, action.at)?.id;
  return keep(story, (idempotencyKey) =>
    stripe.paymentIntents.create(
      {
        amount: action.amount,
        currency: 'usd',
        capture_method: 'manual',
        ...(customer !== undefined && { customer }),
        ...(action.card !== null && { payment_method: action.card, confirm: true, return_url: RETURN_URL }),
      },
      { idempotencyKey },
    ),
  );
}
