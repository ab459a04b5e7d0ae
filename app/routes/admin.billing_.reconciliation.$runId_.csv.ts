import type { LoaderFunctionArgs } from '@remix-run/cloudflare';
import { requirePage } from '../auth/guards.ts';
import { BillingError } from '../domain/errors.ts';
import { parseRunId } from '../http/api/parse-run-id.ts';
import { differencesToCsv, planToCsv } from '../http/api/reconciliation-csv.ts';
import { startStopwatch } from '../http/stopwatch.ts';
import { loadPage } from '../pages/load-page.server.ts';
import { getRun } from '../services/reconciliation/get-run.ts';
import { callsPerSecond, createPace } from '../services/reconciliation/pace.ts';
import { listActions } from '../services/reconciliation/repair/list-actions.ts';
import { planRepair } from '../services/reconciliation/repair/plan-repair.ts';

const ALL = 100_000;

/** `?of=differences`, or `?of=plan`: the applied plan with what became of it, else the plan as it is now (admins). */
export async function loader(args: LoaderFunctionArgs): Promise<Response> {
  const ctx = await requirePage(args, 'staff');
  return loadPage(args, async () => {
    const runId = parseRunId(args.params.runId);
    const of = new URL(args.request.url).searchParams.get('of') === 'plan' ? 'plan' : 'differences';
    const detail = await getRun(ctx, runId, { limit: ALL });
    if (detail === null) throw new BillingError('not_found', 'There is no such reconciliation.');
    if (of === 'differences') return csv(differencesToCsv(detail.differences), `${runId}-differences`);
    if (detail.run.repair !== null) return csv(planToCsv(await listActions(ctx, runId)), `${runId}-plan`);
    const pace = createPace(startStopwatch(), callsPerSecond(args.context.runtime.env));
    const plan = await planRepair(ctx, { runId, pace, now: ctx.now });
    const rows = plan.actions.map(({ action, differenceKey, customerId }) => ({
      type: action.type,
      differenceKey,
      customerId,
      action,
      status: 'planned',
      result: null,
    }));
    return csv(planToCsv(rows), `${runId}-plan`);
  });
}

function csv(text: string, name: string): Response {
  return new Response(text, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}.csv"`,
      'Cache-Control': 'no-store',
    },
  });
}
