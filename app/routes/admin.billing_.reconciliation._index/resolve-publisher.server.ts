import type { FieldError } from '../../domain/errors.ts';
import type { ServiceContext } from '../../services/context.ts';
import { matchCustomer } from '../../services/customers/match-customer.ts';

export interface PublisherChoice {
  id: string;
  name: string;
  detail: string;
}

/** Whom the form's text means: an id, null for all publishers, or what is wrong and who might be meant. */
export type PublisherAnswer =
  | { customerId: string | null }
  | { error: FieldError; choices: readonly PublisherChoice[] };

/** A choice counts only for the text that it was offered for. */
export async function resolvePublisher(ctx: ServiceContext, form: FormData): Promise<PublisherAnswer> {
  const field = (name: string) => String(form.get(name) ?? '').trim();
  const text = field('customer');
  if (text === '') return { customerId: null };
  const chosen = field('customer_id');
  if (chosen !== '' && field('offered_for') === text) return { customerId: chosen };
  const match = await matchCustomer(ctx, text);
  switch (match.kind) {
    case 'one':
      return { customerId: match.customer.id };
    case 'none':
      return {
        error: { path: 'customer_id', message: 'is no name, e-mail address or id of a publisher' },
        choices: [],
      };
    case 'several':
      return {
        error: {
          path: 'customer_id',
          message: `fits ${match.hasMore ? 'more than ' : ''}${match.customers.length} publishers: choose one${match.hasMore ? ', or type more' : ''}`,
        },
        choices: match.customers.map(({ id, name, email, plan, isDeleted }) => ({
          id,
          name,
          detail: [email, plan?.name, isDeleted && 'deleted'].filter(Boolean).join(' · '),
        })),
      };
  }
}
