import { z } from 'zod';
import { requireStaff } from '../../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';
import type { ChainFault, ChainFaultKind } from './chain-fault.ts';
import { selectLink, verifyEnd, verifyPage } from './verify-statements.ts';

const LINKS_PER_PAGE = 10_000;

const faultColumns = {
  kind: z.string().nullable(),
  position: z.string().nullable(),
  audit_id: z.string().nullable(),
};
const pageRow = z.object({ ...faultColumns, links: z.number(), last_position: z.string().nullable() });
const endRow = z.object({
  ...faultColumns,
  head_position: z.string().nullable(),
  head_hash: z.string().nullable(),
  sealed_at: z.coerce.date().nullable(),
  unsealed: z.number(),
});
const linkRow = z.object({ chain_hash: z.string() });

export interface ChainHead {
  position: string;
  hash: string;
  sealedAt: Date;
}

export interface AuditVerification {
  /** `partial`: nothing wrong so far; go on after `checkedThrough`. */
  status: 'intact' | 'broken' | 'partial';
  /** Links judged by this call. */
  checked: number;
  checkedThrough: string;
  /** The sealed end; null before the first sealing. */
  head: ChainHead | null;
  /** Rows that are not sealed yet. */
  unsealed: number;
  fault: ChainFault | null;
}

export interface VerifyAuditInput {
  /** Go on after this position, which an earlier call came to. */
  after?: bigint;
  /** At most so many links, in whole pages. */
  maxLinks?: number;
  linksPerPage?: number;
  /** A head that was kept outside the database: the one proof against somebody who rewrites all of it. */
  expectedHead?: { position: string; hash: string };
}

/**
 * Judges the audit trail against its hash chain, page by page in flat memory, and says the first position at which
 * anything was edited, deleted, inserted or reordered, in the trail or in the chain. Staff only. Changes nothing.
 */
export async function verifyAudit(
  ctx: Pick<ServiceContext, 'actor' | 'db'>,
  input: VerifyAuditInput = {},
): Promise<AuditVerification> {
  requireStaff(ctx.actor);
  const { maxLinks = Number.POSITIVE_INFINITY, linksPerPage = LINKS_PER_PAGE } = input;
  const scope = scopeOf(ctx.actor);
  let after = input.after ?? 0n;
  let checked = 0;
  let fault: ChainFault | null = null;
  let isAtEnd = false;
  while (fault === null && !isAtEnd && checked < maxLinks) {
    const [result] = await ctx.db.batch(scope, (db) => [
      db.execute(verifyPage({ after, limit: linksPerPage })),
    ]);
    const page = pageRow.parse(result.rows[0]);
    fault = toFault(page);
    checked += page.links;
    isAtEnd = page.links < linksPerPage;
    if (page.last_position !== null) after = BigInt(page.last_position);
  }
  const [result, kept] = await ctx.db.batch(scope, (db) => [
    db.execute(verifyEnd()),
    db.execute(selectLink(input.expectedHead?.position ?? '0')),
  ]);
  const end = endRow.parse(result.rows[0]);
  fault ??= isAtEnd ? (toFault(end) ?? judgeExpectedHead(input.expectedHead, kept.rows[0])) : null;
  return {
    status: fault !== null ? 'broken' : isAtEnd ? 'intact' : 'partial',
    checked,
    checkedThrough: after.toString(),
    head: toHead(end),
    unsealed: end.unsealed,
    fault,
  };
}

function toFault({
  kind,
  position,
  audit_id,
}: z.output<z.ZodObject<typeof faultColumns>>): ChainFault | null {
  if (kind === null || position === null) return null;
  return { kind: kind as ChainFaultKind, position, auditId: audit_id };
}

function toHead({ head_position, head_hash, sealed_at }: z.output<typeof endRow>): ChainHead | null {
  if (head_position === null || head_hash === null || sealed_at === null) return null;
  return { position: head_position, hash: head_hash, sealedAt: sealed_at };
}

function judgeExpectedHead(expected: VerifyAuditInput['expectedHead'], row: unknown): ChainFault | null {
  if (expected === undefined) return null;
  const link = linkRow.safeParse(row);
  if (link.success && link.data.chain_hash === expected.hash.toLowerCase()) return null;
  return { kind: 'head_unknown', position: expected.position, auditId: null };
}
