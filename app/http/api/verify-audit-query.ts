import { z } from 'zod';
import type { VerifyAuditInput } from '../../services/audit/chain/verify-audit.ts';
import { parseApiQuery } from './parse-query.ts';

/** About what one request may take; a longer chain is judged in several. */
const MAX_LINKS = 500_000;

export const verifyAuditQuerySchema = z.object({
  after: z
    .string()
    .regex(/^\d{1,18}$/, 'must be a position, counted from one')
    .transform(BigInt)
    .optional(),
  head: z
    .string()
    .regex(/^\d{1,18}:[0-9a-fA-F]{64}$/, 'must be <position>:<hash>')
    .optional()
    .meta({ description: 'An end of the chain that was kept elsewhere, as <position>:<hash>' }),
});

export function parseVerifyAuditQuery(request: Request): VerifyAuditInput {
  const { after, head } = parseApiQuery(verifyAuditQuerySchema, request);
  const [position = '', hash = ''] = head?.split(':') ?? [];
  return {
    maxLinks: MAX_LINKS,
    ...(after !== undefined && { after }),
    ...(head !== undefined && { expectedHead: { position, hash } }),
  };
}
