import { describeFault } from '../../app/services/audit/chain/chain-fault.ts';
import { verifyAudit } from '../../app/services/audit/chain/verify-audit.ts';
import type { Job, JobContext, JobResult } from './job.ts';

export const auditVerifyJob: Job = { name: 'audit-verify', cron: '15 4 * * *', run };

async function run(ctx: JobContext): Promise<JobResult> {
  const { status, checked, head, unsealed, fault } = await verifyAudit(ctx);
  return {
    result: { status, checked, head, unsealed, fault },
    failures: fault === null ? [] : [`the audit trail is broken at ${describeFault(fault)}`],
  };
}
