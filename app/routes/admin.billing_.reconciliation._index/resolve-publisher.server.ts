import type { FieldError } from '../../domain/errors.ts';
import type { ServiceContext } from '../../services/context.ts';
import type { CustomerSummary } from '../../services/customers/customer-summary.ts';
import { matchCustomer } from '../../services/customers/match-customer.ts';

export interface PublisherChoice {
  id: string;
  name: string;
  detail: string;
  isChosen: boolean;
}

/** Whom the form's text means: an id, null for all publishers, or what is wrong and who might be meant. */
export type PublisherAnswer =
  | { customerId: string | null }
  | { error: FieldError; choices: readonly PublisherChoice[] };

/** A choice counts only for the text that it was offered for. */
export async function resolvePublisher(ctx: ServiceContext, form: FormData): Promise<PublisherAnswer> {
  const { text, chosenId } = sentPublisher(form);
  if (text === '') return { customerId: null };
  if (chosenId !== null) return { customerId: chosenId };
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
        choices: toChoices(match.customers, null),
      };
  }
}

/** The choice that was made, with the others beside it, for a form that is refused for another field; else nobody. */
export async function offerAgain(ctx: ServiceContext, form: FormData): Promise<readonly PublisherChoice[]> {
  const { text, chosenId } = sentPublisher(form);
  if (chosenId === null) return [];
  const match = await matchCustomer(ctx, text);
  return match.kind === 'several' ? toChoices(match.customers, chosenId) : [];
}

function sentPublisher(form: FormData): { text: string; chosenId: string | null } {
  const field = (name: string) => String(form.get(name) ?? '').trim();
  const text = field('customer');
  const chosen = field('customer_id');
  const isChoice = chosen !== '' && text !== '' && field('offered_for') === text;
  return { text, chosenId: isChoice ? chosen : null };
}

function toChoices(customers: readonly CustomerSummary[], chosenId: string | null): PublisherChoice[] {
  return customers.map(({ id, name, email, plan, isDeleted }) => ({
    id,
    name,
    detail: [email, plan?.name, isDeleted && 'deleted'].filter(Boolean).join(' · '),
    isChosen: id === chosenId,
  }));
}
