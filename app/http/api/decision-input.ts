import { z } from 'zod';
import { parseInput } from '../../services/parse-input.ts';

const reason = z.string().meta({ description: '3 to 1,000 characters' });

/** The body of `POST /billing/reconcile/cases/:id/decision`; the service judges the keyword and the reason. */
export const decisionSchema = z.discriminatedUnion('decision', [
  z.strictObject({
    decision: z.literal('give_credit'),
    plan_hash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the hash of a plan'),
    reason,
    keyword: z.string().meta({ description: '`credit`' }),
  }),
  z
    .strictObject({
      decision: z.literal('close'),
      reason,
      keyword: z
        .string()
        .meta({ description: '`decline` for a proposed credit, `decided` for any other case' }),
    })
    .meta({ description: 'Moves no money: a credit is declined, or what was done is written down' }),
]);

export type DecisionInput = z.output<typeof decisionSchema>;

/** Throws `invalid_value` with every field that is wrong. */
export function parseDecisionInput(body: unknown): DecisionInput {
  return parseInput(decisionSchema, body);
}
