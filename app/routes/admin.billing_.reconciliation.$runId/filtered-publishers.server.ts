import type { ServiceContext } from '../../services/context.ts';
import { matchCustomer } from '../../services/customers/match-customer.ts';

/** Whom the filter's text means: all whom it fits, as far as they are told; null for everybody. */
export async function filteredPublishers(
  ctx: ServiceContext,
  text: string,
): Promise<{ ids: readonly string[]; note: string | null } | null> {
  if (text === '') return null;
  const match = await matchCustomer(ctx, text);
  switch (match.kind) {
    case 'one':
      return { ids: [match.customer.id], note: null };
    case 'none':
      return { ids: [], note: 'It is no name, e-mail address or id of a publisher.' };
    case 'several':
      return {
        ids: match.customers.map(({ id }) => id),
        note: match.hasMore
          ? `It fits more than ${match.customers.length} publishers; these are of the first. Type more.`
          : null,
      };
  }
}
