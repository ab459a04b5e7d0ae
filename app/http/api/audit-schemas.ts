import { z } from 'zod';

const json = z.unknown().meta({ description: 'Any JSON; amounts are strings of minor units' });

export const auditEntrySchema = z
  .object({
    id: z.string(),
    occurred_at: z.iso.datetime(),
    actor: z.object({ kind: z.string(), id: z.string(), role: z.string() }),
    action: z.string(),
    object: z.object({ type: z.string(), id: z.string() }),
    customer_id: z.guid().nullable(),
    before: json,
    after: json,
    request_id: z.string(),
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });

export const auditPageSchema = z
  .object({
    entries: z.array(auditEntrySchema),
    next_cursor: z.string().nullable().meta({ description: 'Null on the last page' }),
  })
  .meta({ id: 'AuditPage' });

export const auditVerificationSchema = z
  .object({
    status: z.enum(['intact', 'broken', 'partial']),
    checked: z.number(),
    checked_through: z.string().meta({ description: 'Go on with ?after= this when the status is partial' }),
    unsealed: z.number().meta({ description: 'Rows that the next sealing takes' }),
    head: z.object({ position: z.string(), hash: z.string(), sealed_at: z.iso.datetime() }).nullable(),
    fault: z
      .object({
        kind: z.string(),
        position: z.string(),
        audit_id: z.string().nullable(),
        message: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'AuditVerification' });

export type AuditEntryJson = z.infer<typeof auditEntrySchema>;
export type AuditPageJson = z.infer<typeof auditPageSchema>;
export type AuditVerificationJson = z.infer<typeof auditVerificationSchema>;
