import { z } from 'zod';
import { INVOICE_STATUSES, type InvoiceStatus } from '../../services/invoices/invoice.ts';
import { parseQuery } from './parse-query.ts';

const DAY_MS = 86_400_000;
const MAX_LIMIT = 100;
const MAX_PAGE = 1_000_000_000;

/** PostgreSQL and ISO-8601 agree on these years; anything beyond is as good as the bound. */
const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const DATE_MESSAGE =
  'must be an ISO-8601 date (2025-10-01) or instant with its offset (2025-10-01T12:00:00Z)';

function wholeNumber(max: number) {
  const message = `must be a whole number from 1 to ${max}`;
  return z
    .string()
    .regex(/^[1-9]\d{0,9}$/, message)
    .transform(Number)
    .refine((value) => value <= max, message);
}

const date = z.iso.date().transform((text) => ({ isDay: true, at: Date.parse(`${text}T00:00:00.000Z`) }));
const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => ({ isDay: false, at: Date.parse(text) }));
const dateOrInstant = z
  .union([date, instant], { error: DATE_MESSAGE })
  .meta({ description: 'ISO-8601 date or instant', format: 'date-time' });

export const listInvoicesQuerySchema = z
  .object({
    page: wholeNumber(MAX_PAGE).default(1),
    limit: wholeNumber(MAX_LIMIT).default(20),
    status: z.enum(INVOICE_STATUSES, { error: `must be one of ${INVOICE_STATUSES.join(', ')}` }).optional(),
    start_date: dateOrInstant.optional(),
    end_date: dateOrInstant.optional(),
  })
  .superRefine(({ start_date: start, end_date: end }, issues) => {
    if (start === undefined || end === undefined) return;
    const isAfter = end.isDay ? start.at >= end.at + DAY_MS : start.at > end.at;
    if (isAfter) {
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
export function parseListInvoicesQuery(search: URLSearchParams): ListInvoicesQuery {
  const {
    page,
    limit,
    status,
    start_date: start,
    end_date: end,
  } = parseQuery(listInvoicesQuerySchema, search);
  return {
    page,
    limit,
    ...(status && { status }),
    ...(start && { createdFrom: clamp(start.at) }),
    ...(end && { createdBefore: clamp(end.isDay ? end.at + DAY_MS : end.at) }),
  };
}

function clamp(at: number): Date {
  return new Date(Math.min(Math.max(at, EARLIEST), LATEST));
}
