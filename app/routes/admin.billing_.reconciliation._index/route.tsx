import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/cloudflare';
import { useActionData, useLoaderData } from '@remix-run/react';
import { requirePage } from '../../auth/guards.ts';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { DEFAULT_ALERT_THRESHOLDS } from '../../domain/reconciliation/alert-thresholds.ts';
import { supportedLocale } from '../../format/locale.ts';
import { readForm } from '../../http/body.ts';
import { jsonAnswer } from '../../http/idempotent.ts';
import { startStopwatch } from '../../http/stopwatch.ts';
import { submitForm } from '../../pages/form-errors.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { useAutoRefresh } from '../../pages/use-auto-refresh.ts';
import { hashRequest } from '../../services/idempotency/request-hash.ts';
import { runIdempotent } from '../../services/idempotency/run-idempotent.ts';
import { scopeOfKey } from '../../services/idempotency/scope-of-key.ts';
import { listRuns } from '../../services/reconciliation/list-runs.ts';
import { callsPerSecond } from '../../services/reconciliation/pace.ts';
import { runNow } from '../../services/reconciliation/run-now.ts';
import { CasesCard } from './cases-card.tsx';
import { DecisionsCard } from './decisions-card.tsx';
import { givenValues } from './given-values.ts';
import { parseStartForm } from './parse-start-form.ts';
import { offerAgain, type PublisherChoice, resolvePublisher } from './resolve-publisher.server.ts';
import { RunsCard } from './runs-card.tsx';
import { toRunsView } from './runs-view.server.ts';
import { StartForm } from './start-form.tsx';

const PATH = '/admin/billing/reconciliation';

export const meta: MetaFunction = () => [{ title: 'Reconciliation · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  return loadPage(args, async () => ({
    requestKey: ctx.newId(),
    view: toRunsView(await listRuns(ctx), {
      locale: supportedLocale(ctx.actor.locale),
      now: ctx.now,
      mayRun: ctx.actor.role === 'admin',
      defaultTolerance: args.context.runtime.env.RECONCILE_TOLERANCE_PERCENT,
      defaultThresholds: DEFAULT_ALERT_THRESHOLDS,
    }),
    reading: reading(),
  }));
}

/** A form that is sent twice, by a double click or a reload, starts one run. */
export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'admin');
  const { runtime } = args.context;
  return loadPage(args, async () => {
    const form = await readForm(args.request);
    let runId = '';
    let choices: readonly PublisherChoice[] = [];
    const refusal = await submitForm(async () => {
      const publisher = await resolvePublisher(ctx, form);
      if ('choices' in publisher) choices = publisher.choices;
      const request = parseStartForm(form, {
        publisher,
        defaultTolerance: runtime.env.RECONCILE_TOLERANCE_PERCENT,
        defaultThresholds: DEFAULT_ALERT_THRESHOLDS,
        now: ctx.now,
      });
      const key = String(form.get('key') ?? '') || ctx.newId();
      const keyed = {
        scope: scopeOfKey(ctx.actor, { method: 'POST', path: PATH }),
        key: key.slice(0, 255),
        requestHash: await hashRequest({ method: 'POST', path: PATH, body: request }),
      };
      const { answer } = await runIdempotent(ctx, keyed, async () => {
        const outcome = await runNow(ctx, {
          request,
          ...startStopwatch(),
          callsPerSecond: callsPerSecond(runtime.env),
          wake: () => runtime.wake({ look: 'reconciliation' }),
        });
        return jsonAnswer({ runId: 'run' in outcome ? outcome.run.id : outcome.runId });
      });
      runId = (JSON.parse(answer.body) as { runId: string }).runId;
    });
    if (refusal === null) throw redirect(`${PATH}/${runId}`);
    if (choices.length === 0) choices = await offerAgain(ctx, form);
    return data({ refusal, choices, given: givenValues(form) }, { status: 422 });
  });
}

export default function ReconciliationPage() {
  const { view, requestKey } = useLoaderData<typeof loader>();
  const { refusal = null, choices = [], given = {} } = useActionData<typeof action>() ?? {};
  useAutoRefresh(view.isRunning);
  return (
    <>
      <PageHeader title="Reconciliation">
        Whether what Stripe bills is what happened, by publisher, meter and period, and by object.
      </PageHeader>
      <div className="space-y-6">
        {view.cases.length > 0 && <CasesCard cases={view.cases} />}
        {view.mayRun && (
          <StartForm
            defaultTolerance={view.defaultTolerance}
            thresholds={view.thresholds}
            requestKey={requestKey}
            refusal={refusal}
            choices={choices}
            given={given}
          />
        )}
        <RunsCard runs={view.runs} />
        {view.decided.length > 0 && <DecisionsCard decided={view.decided} />}
      </div>
    </>
  );
}
