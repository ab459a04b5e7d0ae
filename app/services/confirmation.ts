import { z } from 'zod';
import { BillingError, type FieldError } from '../domain/errors.ts';

const MIN_REASON_CHARACTERS = 3;
const MAX_REASON_CHARACTERS = 1_000;

const TOO_SHORT = `must have at least ${MIN_REASON_CHARACTERS} characters`;

/** Why a person does it. */
export const reasonSchema = z
  .string({ error: TOO_SHORT })
  .trim()
  .min(MIN_REASON_CHARACTERS, TOO_SHORT)
  .max(MAX_REASON_CHARACTERS, `may have at most ${MAX_REASON_CHARACTERS} characters`);

/** What a person says with an action that destroys something, moves money or acts out of turn. */
export interface Confirmation {
  /** Typed by hand; which word is asked for is the action's own. */
  keyword: unknown;
  reason: unknown;
}

/** Whether the word that is asked for was typed, in whatever case. */
export function isKeyword(given: unknown, expected: string): boolean {
  return typeof given === 'string' && given.trim().toLowerCase() === expected.toLowerCase();
}

/** What is said of any other word. */
export function keywordMessage(expected: string): string {
  return `must be “${expected}”`;
}

/** The reason, trimmed. Throws `invalid_value` naming all that is wrong: `keyword`, `reason`, and what else the action asks. */
export function requireConfirmed(
  { keyword, reason }: Confirmation,
  expected: string,
  others: readonly FieldError[] = [],
): string {
  const parsed = reasonSchema.safeParse(reason);
  const fields = [
    ...others,
    ...(isKeyword(keyword, expected) ? [] : [{ path: 'keyword', message: keywordMessage(expected) }]),
    ...(parsed.error?.issues.slice(0, 1).map(({ message }) => ({ path: 'reason', message })) ?? []),
  ];
  if (parsed.success && fields.length === 0) return parsed.data;
  throw new BillingError('invalid_value', 'Some values are not right.', { fields });
}
