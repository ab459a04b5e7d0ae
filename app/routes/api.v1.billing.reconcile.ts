import { requireApi } from '../auth/guards.ts';
import { DEFAULT_ALERT_THRESHOLDS } from '../domain/reconciliation/alert-thresholds.ts';
import { parseReconcileInput } from '../http/api/reconcile-input.ts';
import { reconciliationToJson, startedToJson } from '../http/api/reconciliation-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { readJson } from '../http/body.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { answerIdempotently, jsonAnswer } from '../http/idempotent.ts';
import { startStopwatch } from '../http/stopwatch.ts';
import type { StoredAnswer } from '../services/idempotency/idempotent-request.ts';
import { getRun } from '../services/reconciliation/get-run.ts';
import { callsPerSecond } from '../services/reconciliation/pace.ts';
import { runNow } from '../services/reconciliation/run-now.ts';

const route = apiRoute({
  async POST(args) {
    const { request, context } = args;
    const ctx = await requireApi(args, 'admin');
    readIdempotencyKey(request.headers, { required: true });
    const body = await readJson(request);
    const { runtime } = context;
    const input = parseReconcileInput(body, {
      trigger: 'api',
      defaultTolerance: runtime.env.RECONCILE_TOLERANCE_PERCENT,
      defaultThresholds: DEFAULT_ALERT_THRESHOLDS,
      now: ctx.now,
    });

    async function work(): Promise<StoredAnswer> {
      const outcome = await runNow(ctx, {
        request: input,
        ...startStopwatch(),
        callsPerSecond: callsPerSecond(runtime.env),
        wake: () => runtime.wake({ look: 'reconciliation' }),
      });
      if ('run' in outcome) return jsonAnswer(reconciliationToJson(outcome));
      const started = startedToJson(outcome.runId);
      return jsonAnswer(started, { status: 202, headers: { Location: started.status_url } });
    }

    /** A repeat of what was answered 202 gets the result once it is there. */
    async function replay(stored: StoredAnswer): Promise<StoredAnswer | null> {
      if (stored.status !== 202) return null;
      const { reconciliation_id: runId } = JSON.parse(stored.body) as { reconciliation_id: string };
      const detail = await getRun(ctx, runId);
      return detail === null || detail.run.status === 'running'
        ? null
        : jsonAnswer(reconciliationToJson(detail));
    }

    return answerIdempotently(ctx, { request, required: true, body, work, replay });
  },
});

export const loader = route.loader;
export const action = route.action;
