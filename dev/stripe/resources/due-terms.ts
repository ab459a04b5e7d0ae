import { invalidRequest } from '../wire/errors.ts';

/** Only what is sent to the customer falls due, and it must say when. `before`: when it fell due until now. */
export function requireDueTerms(
  collection: string,
  given: { days_until_due?: number; due_date?: number },
  before: number | null,
): void {
  const both = given.days_until_due !== undefined && given.due_date !== undefined;
  if (both) {
    throw invalidRequest('You may only specify one of these parameters: days_until_due, due_date.', {
      param: 'due_date',
    });
  }
  const param = given.due_date === undefined ? 'days_until_due' : 'due_date';
  const isGiven = given[param] !== undefined;
  if (collection === 'charge_automatically' && isGiven) {
    throw invalidRequest(`\`${param}\` may only be given with \`collection_method=send_invoice\`.`, {
      param,
    });
  }
  if (collection === 'send_invoice' && !isGiven && before === null) {
    throw invalidRequest('Missing required param: days_until_due.', {
      param: 'days_until_due',
      code: 'parameter_missing',
    });
  }
}
