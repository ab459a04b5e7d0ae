import { BillingError } from '../../domain/errors.ts';

const RUN_ID = /^recon_[0-9a-f]{32}$/;

/** Throws `not_found` for what cannot be the id of a run: there is none under it. */
export function parseRunId(text: string | undefined): string {
  if (text !== undefined && RUN_ID.test(text)) return text;
  throw new BillingError('not_found', 'There is no such reconciliation.');
}
