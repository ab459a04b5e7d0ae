import { z } from 'zod';
import { isBillingError } from '../../domain/errors.ts';
import { parseQuery } from '../../http/api/parse-query.ts';
import { withoutEmpty } from '../../pages/without-empty.ts';
import type { SimulatePlansInput } from '../../services/plans/simulate-plans-input.ts';
import type { WhatIfRefusal } from './what-if-form-values.ts';

const MAX_PERIODS = 12;
const PERIODS = `must be a whole number from 1 to ${MAX_PERIODS}`;
const COUNT = 'must be a whole number of at most 15 digits, such as 62,000,000';
const GIGABYTES = 'must be a number below a billion with at most 9 decimals after a point, such as 1250.5';

/** Groups of three are read in any language's way: a count has no decimals that they could be taken for. */
const count = z
  .string()
  .trim()
  .regex(/^(\d{1,15}|\d{1,3}([,.'’\s\u202f\u00a0]\d{3}){1,4})$/, COUNT)
  .transform((text) => BigInt(text.replace(/\D/g, '')));

const gigabytes = z
  .string()
  .trim()
  .regex(/^\d{1,9}(\.\d{1,9})?$/, GIGABYTES)
  .transform((text) => {
    const [whole = '0', fraction = ''] = text.split('.');
    return BigInt(`${whole}${fraction.padEnd(9, '0')}`);
  });

const whatIfQuerySchema = z.object({
  periods: z
    .string()
    .trim()
    .regex(/^([1-9]|1[0-2])$/, PERIODS)
    .transform(Number)
    .default(MAX_PERIODS),
  impressions: count.optional(),
  api_calls: count.optional(),
  data_transfer_gb: gigabytes.optional(),
});

/** What the form asks for, or what is wrong with it, field by field. An empty field is as good as none. */
export function parseWhatIfQuery(search: URLSearchParams): SimulatePlansInput | WhatIfRefusal {
  try {
    const query = parseQuery(whatIfQuerySchema, withoutEmpty(search));
    const { periods, impressions, api_calls, data_transfer_gb: data_transfer_bytes } = query;
    const given = { impressions, api_calls, data_transfer_bytes };
    const isMadeUp = Object.values(given).some((units) => units !== undefined);
    return { periods, ...(isMadeUp && { quantities: given }) };
  } catch (error) {
    if (isBillingError(error) && error.code === 'invalid_request') return { errors: error.fields };
    throw error;
  }
}
