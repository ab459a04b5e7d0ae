import { BillingError } from '../domain/errors.ts';
import { apiRoute } from './api-route.ts';

function refuse(): never {
  throw new BillingError('not_found', 'There is nothing at this address.');
}

/** An address that does not exist, whatever the method. */
export const nowhere = apiRoute({
  GET: refuse,
  POST: refuse,
  PUT: refuse,
  PATCH: refuse,
  DELETE: refuse,
  OPTIONS: refuse,
});
