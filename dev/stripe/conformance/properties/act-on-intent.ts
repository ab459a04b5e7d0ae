import type { Action } from './actions.ts';
import { pick, type Story } from './story.ts';

/** Past the invoice: what a browser or a script does to a payment itself. */
export async function actOnIntent(
  action: Extract<Action, { kind: 'confirmIntent' | 'cancelIntent' | 'changeIntent' }>,
  { world }: Story,
): Promise<void> {
  const { paymentIntents } = world.stripe;
  const intent = pick((await paymentIntents.list({ limit: 100 })).data, action.at);
  if (!intent) return;
  switch (action.kind) {
    case 'confirmIntent':
      await paymentIntents.confirm(intent.id, {
        ...(action.card !== null && { payment_method: action.card }),
        return_url: 'https://example.com',
      });
      return;
    case 'cancelIntent':
      await paymentIntents.cancel(intent.id);
      return;
    case 'changeIntent':
      await paymentIntents.update(intent.id, { [action.param]: action.param === 'amount' ? 700 : 'eur' });
  }
}
