import { z } from 'zod';
import { isKeyword, keywordMessage } from '../../services/confirmation.ts';
import { parseInput } from '../../services/parse-input.ts';
import { APPLY_KEYWORD } from '../../services/reconciliation/repair/apply-repair.ts';

const MIN_REASON = 10;
const MAX_REASON = 1_000;

/** The body of `POST /billing/reconcile/:id/apply`: which plan, why, and the keyword that is typed on purpose. */
export const applySchema = z.strictObject({
  plan_hash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the hash of a plan'),
  reason: z
    .string()
    .trim()
    .min(MIN_REASON, `must have at least ${MIN_REASON} characters`)
    .max(MAX_REASON, `must have at most ${MAX_REASON} characters`),
  keyword: z
    .string({ error: keywordMessage(APPLY_KEYWORD) })
    .refine((given) => isKeyword(given, APPLY_KEYWORD), keywordMessage(APPLY_KEYWORD))
    .meta({ description: `\`${APPLY_KEYWORD}\`` }),
});

export function parseApplyInput(body: unknown): { planHash: string; reason: string } {
  const { plan_hash: planHash, reason } = parseInput(applySchema, body);
  return { planHash, reason };
}
