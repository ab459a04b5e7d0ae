import { BillingError } from '../domain/errors.ts';

/** Asked by the framework of old; the one of today fails on it. */
const DATA = '_data';

/** What the framework takes from an address for itself, before an endpoint could refuse it. */
const PARAMETERS = [DATA, '_routes', 'index'];

/** For the API: throws `invalid_request` naming each parameter that only the framework would see. */
export function refuseFrameworkParameters({ searchParams }: URL): void {
  const names = PARAMETERS.filter((name) => searchParams.has(name));
  if (names.length === 0) return;
  const fields = names.map((path) => ({ path, message: 'is not known here' }));
  throw new BillingError('invalid_request', 'Invalid query.', { fields });
}

/** Without what the framework would fail on: HTTP gives the body of a GET no meaning, and no page asks by `_data`. */
export function toFrameworkRequest(request: Request, url: URL): Request {
  const { method, headers, signal, body } = request;
  const isRead = method === 'GET' || method === 'HEAD';
  const hasData = url.searchParams.has(DATA);
  if (!hasData && (body === null || !isRead)) return request;
  const address = new URL(url);
  address.searchParams.delete(DATA);
  return isRead ? new Request(address, { method, headers, signal }) : new Request(address, request);
}
