import type { FieldError } from '../../domain/errors.ts';

export const WHAT_IF_FIELDS = ['periods', 'impressions', 'api_calls', 'data_transfer_gb'] as const;

/** As they were typed. */
export type WhatIfFormValues = Readonly<Record<(typeof WHAT_IF_FIELDS)[number], string>>;

export interface WhatIfRefusal {
  errors: readonly FieldError[];
}

export function readFormValues(search: URLSearchParams): WhatIfFormValues {
  const [periods, impressions = '', api_calls = '', data_transfer_gb = ''] = WHAT_IF_FIELDS.map(
    (name) => search.get(name) ?? '',
  );
  return { periods: periods || '12', impressions, api_calls, data_transfer_gb };
}
