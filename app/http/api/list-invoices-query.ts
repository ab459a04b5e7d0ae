import { z } from 'zod';
import { INVOICE_STATUSES, type InvoiceStatus } from '../../services/invoices/invoice.ts';
import { dateOrInstant, endOf, isEmptyRange, startOf } from './date-range.ts';

const MAX_LIMIT = 100;
const MAX_PAGE = 1_000_000_000;

function wholeNumber(max: number) {
  const message = `must be a whole number from 1 to ${max}`;
  return z
    .string()
    .regex(/^[1-9]\d{0,9}$/, message)
    .transform(Number)
    .refine((value) => value <= max, message);
}

export const listInvoicesQuerySchema = z
  .object({
    page: wholeNumber(MAX_PAGE).default(1),
    limit: wholeNumber(MAX_LIMIT).default(20),
    status: z.enum(INVOICE_STATUSES, { error: `must be one of ${INVOICE_STATUSES.join(', ')}` }).optional(),
    start_date: dateOrInstant.optional(),
    end_date: dateOrInstant.optional(),
  })
  .superRefine(({ start_date: start, end_date: end }, issues) => {
    if (isEmptyRange(start, end)) {
      issues.addIssue({ code: 'custom', path: ['start_date'], message: 'must not be after end_date' });
    }
  });

export interface ListInvoicesQuery {
  page: number;
  limit: number;
  status?: InvoiceStatus;
  createdFrom?: Date;
  createdBefore?: Date;
}

/** `start_date` counts itself; `end_date` is excluded as an instant and included, the whole UTC day, as a date. */
export function toListInvoicesQuery(query: z.output<typeof listInvoicesQuerySchema>): ListInvoicesQuery {
  const { page, limit, status, start_date: start, end_date: end } = query;
  return {
    page,
    limit,
    ...(status && { status }),
    ...(start && { createdFrom: startOf(start) }),
    ...(end && { createdBefore: endOf(end) }),
  };
}
