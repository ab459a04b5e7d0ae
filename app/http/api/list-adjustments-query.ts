import { z } from 'zod';

const MAX_PAGE = 1_000_000;
const MAX_LIMIT = 100;

function wholeNumber(max: number) {
  const message = `must be a whole number from 1 to ${max}`;
  return z
    .string()
    .regex(/^[1-9]\d{0,9}$/, message)
    .transform(Number)
    .refine((value) => value <= max, message);
}

export const listAdjustmentsQuerySchema = z.object({
  customer_id: z.guid('must be a uuid').optional().meta({ description: 'Of one customer only' }),
  page: wholeNumber(MAX_PAGE).default(1),
  limit: wholeNumber(MAX_LIMIT).default(20),
});
