import { z } from 'zod';
import { BillingError, type FieldError } from '../domain/errors.ts';

const MIN_REASON_CHARACTERS = 3;
const MAX_REASON_CHARACTERS = 1_000;

const reasonSchema = z
  .string({ error: 'must say why' })
  .trim()
  .min(MIN_REASON_CHARACTERS, 'must say why')
  .max(MAX_REASON_CHARACTERS, `may have at most ${MAX_REASON_CHARACTERS} characters`);

/** What a person says with an action that destroys something, moves money or acts out of turn. */
export interface Confirmation {
  /** Typed by hand; which word is asked for is the action's own. */
  keyword: unknown;
  reason: unknown;
}

/** The reason, trimmed. Throws `invalid_value` naming all that is wrong: `keyword`, `reason`, and what else the action asks. */
export function requireConfirmed(
  { keyword, reason }: Confirmation,
  expected: string,
  others: readonly FieldError[] = [],
): string {
  const parsed = reasonSchema.safeParse(reason);
  const isKeyword = typeof keyword === 'string' && keyword.trim().toLowerCase() === expected.toLowerCase();
  const fields = [
    ...others,
    ...(isKeyword ? [] : [{ path: 'keyword', message: 'must be the word that is asked for' }]),
    ...(parsed.error?.issues.slice(0, 1).map(({ message }) => ({ path: 'reason', message })) ?? []),
  ];
  if (parsed.success && fields.length === 0) return parsed.data;
  throw new BillingError('invalid_value', 'Some values are not right.', { fields });
}
