import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/cloudflare';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { requirePage } from '../../auth/guards.ts';
import { Card } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Meter } from '../../components/ui/meter.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { Facts, PageHeader } from '../../components/ui/page-header.tsx';
import { BillingError } from '../../domain/errors.ts';
import { supportedLocale } from '../../format/locale.ts';
import { parseApplyInput } from '../../http/api/apply-input.ts';
import { parseRunId } from '../../http/api/parse-run-id.ts';
import { readForm } from '../../http/body.ts';
import { startStopwatch } from '../../http/stopwatch.ts';
import { type FormRefusal, submitForm } from '../../pages/form-errors.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { useAutoRefresh } from '../../pages/use-auto-refresh.ts';
import { getRun } from '../../services/reconciliation/get-run.ts';
import { callsPerSecond, createPace } from '../../services/reconciliation/pace.ts';
import { applyRepair } from '../../services/reconciliation/repair/apply-repair.ts';
import { planRepair } from '../../services/reconciliation/repair/plan-repair.ts';
import { DifferencesCard } from './differences-card.tsx';
import { filteredPublishers } from './filtered-publishers.server.ts';
import { PlanCard, PreviewCard } from './plan-card.tsx';
import { toPlanView } from './plan-view.server.ts';
import { PAGE_SIZE, toRunPageView } from './run-view.server.ts';
import type { PlanView } from './run-view.ts';
import { SummaryCard } from './summary-card.tsx';

export const meta: MetaFunction = () => [{ title: 'Reconciliation run · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  return loadPage(args, async () => {
    const search = new URL(args.request.url).searchParams;
    const page = pageOf(search.get('page'));
    const filters = {
      kind: search.get('kind') ?? '',
      cause: search.get('cause') ?? '',
      customer: (search.get('customer') ?? '').trim(),
    };
    const publishers = await filteredPublishers(ctx, filters.customer);
    const detail = await getRun(ctx, parseRunId(args.params.runId), {
      kind: filters.kind || undefined,
      cause: filters.cause || undefined,
      customerIds: publishers?.ids,
      limit: PAGE_SIZE + 1,
      offset: (page - 1) * PAGE_SIZE,
    });
    if (detail === null) throw new BillingError('not_found', 'There is no such reconciliation.');
    const locale = supportedLocale(ctx.actor.locale);
    const mayRepair = ctx.actor.role === 'admin';
    const note = publishers?.note ?? null;
    return { view: toRunPageView(detail, { locale, mayRepair, filters, note, page }), reading: reading() };
  });
}

/** What is no page is the first. */
function pageOf(given: string | null): number {
  return given !== null && /^[1-9]\d{0,4}$/.test(given) ? Number(given) : 1;
}

interface RepairForm {
  plan: PlanView | null;
  reason: string;
  refusal: FormRefusal | null;
}

export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'admin');
  return loadPage(args, async () => {
    const runId = parseRunId(args.params.runId);
    const form = await readForm(args.request);
    const text = (name: string) => String(form.get(name) ?? '');
    const pace = createPace(startStopwatch(), callsPerSecond(args.context.runtime.env));
    const reason = text('reason');
    let refusal: FormRefusal | null = null;
    if (text('intent') === 'apply') {
      refusal = await submitForm(async () => {
        const input = parseApplyInput({ plan_hash: text('planHash'), reason, keyword: text('keyword') });
        await applyRepair(ctx, { runId, ...input, pace, now: ctx.now });
        await args.context.runtime.wake({ look: 'usage-outbox' });
      });
      if (refusal === null) throw redirect(`/admin/billing/reconciliation/${runId}`);
    }
    let plan: PlanView | null = null;
    const unplanned = await submitForm(async () => {
      plan = toPlanView(
        await planRepair(ctx, { runId, pace, now: ctx.now }),
        supportedLocale(ctx.actor.locale),
      );
    });
    const answer: RepairForm = { plan, reason, refusal: refusal ?? unplanned };
    return data(answer, { status: answer.refusal?.status ?? 200 });
  });
}

export default function ReconciliationRunPage() {
  const { view } = useLoaderData<typeof loader>();
  const submitted = useActionData<typeof action>();
  useAutoRefresh(view.isRunning || view.repair?.isUnderWay === true);
  const plan = view.mayRepair ? (submitted?.plan ?? null) : null;
  return (
    <>
      <PageHeader
        title={view.title}
        above={
          <Link to="/admin/billing/reconciliation" className={LINK_CLASS}>
            Reconciliation
          </Link>
        }
      >
        <Facts>
          <Chip tone={view.status.tone}>{view.status.label}</Chip>
          {view.facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </Facts>
        <p className="mt-1 text-xs">{view.thresholds}</p>
      </PageHeader>
      {view.error !== null && (
        <Notice tone="danger" title="Parts of this run failed">
          {view.error}
        </Notice>
      )}
      {view.repair !== null && (
        <Notice tone="info" title={`Repair: ${view.repair.text}`}>
          {view.repair.reason}{' '}
          <a href={`/admin/billing/reconciliation/${view.id}/csv?of=plan`} className={LINK_CLASS}>
            CSV of the steps
          </a>
        </Notice>
      )}
      <div className="space-y-6">
        {view.isRunning && (
          <Card className="px-4 py-4 md:px-6">
            <p className="mb-2 text-sm">{view.progress.text}</p>
            <Meter meter={view.progress.meter} label="Compared" />
          </Card>
        )}
        <SummaryCard view={view} />
        {view.mayRepair && plan === null && (
          <PreviewCard reason={submitted?.reason ?? ''} refusal={submitted?.refusal ?? null} />
        )}
        {plan !== null && (
          <PlanCard
            plan={plan}
            runId={view.id}
            reason={submitted?.reason ?? ''}
            refusal={submitted?.refusal ?? null}
          />
        )}
        <DifferencesCard view={view} />
      </div>
    </>
  );
}
