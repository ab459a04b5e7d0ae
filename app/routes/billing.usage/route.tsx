import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/cloudflare';
import { type ShouldRevalidateFunctionArgs, useActionData, useLoaderData } from '@remix-run/react';
import { Layers } from 'lucide-react';
import { requirePage } from '../../auth/guards.ts';
import { Card } from '../../components/ui/card.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { Facts, PageHeader } from '../../components/ui/page-header.tsx';
import { isBillingError } from '../../domain/errors.ts';
import { parseQuery } from '../../http/api/parse-query.ts';
import { changesQuerySchema } from '../../http/api/usage-insight-queries.ts';
import { readForm } from '../../http/body.ts';
import { loadCustomerPage } from '../../pages/customer-page.server.ts';
import { FailedPayments } from '../../pages/failed-payments/failed-payments.tsx';
import { loadPage } from '../../pages/load-page.server.ts';
import { getUsageOverview } from '../../services/usage/get-usage-overview.ts';
import { AlertsCard } from './alerts-card.tsx';
import { AsOf } from './as-of.tsx';
import { budgetDoneCookie, takeBudgetDone } from './budget-done.server.ts';
import type { BudgetDone } from './budget-done.ts';
import { BUDGETS_ANCHOR } from './budgets-anchor.ts';
import { BudgetsCard } from './budgets-card.tsx';
import { changeBudgets } from './change-budgets.server.ts';
import { ChangeCard } from './change-card.tsx';
import { ChargesCard } from './charges-card.tsx';
import { EndedNotice } from './ended-notice.tsx';
import { MetricCard } from './metric-card.tsx';
import { OverageCard } from './overage-card.tsx';
import { PeriodStrip } from './period-strip.tsx';
import { UsageNotices } from './usage-notices.tsx';
import { toUsageView } from './usage-view.server.ts';
import type { UsageView } from './usage-view.ts';
import { WhatIfLink } from './what-if-link.tsx';

const CONFLICT = 409;

export const meta: MetaFunction = () => [{ title: 'Usage · ApexMediation' }];

export function loader(args: LoaderFunctionArgs) {
  return loadCustomerPage(args, 'usage.read', async ({ ctx, customerId, locale, reading }) => {
    try {
      const search = new URL(args.request.url).searchParams;
      const { period_start: at } = parseQuery(changesQuerySchema, search);
      const mayChange = ctx.actor.kind === 'publisher';
      const overview = await getUsageOverview(ctx, { customerId, ...(at && { at }) });
      const usage = toUsageView(overview, { locale, now: ctx.now, mayPay: mayChange });
      const { done, headers } = takeBudgetDone(args.request.headers, { secure: isSecure(args) });
      return data({ usage, mayChange, requestKey: ctx.newId(), done, reading: reading() }, { headers });
    } catch (error) {
      if (isBillingError(error) && error.code === 'no_subscription')
        return data({ usage: null, mayChange: false, requestKey: '', done: null, reading: reading() });
      throw error;
    }
  });
}

export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'publisher');
  return loadPage(args, async () => {
    const form = await readForm(args.request);
    const submitted = await changeBudgets(ctx, form);
    if (submitted === null) {
      const done = budgetDoneCookie(form.get('intent'), { secure: isSecure(args) });
      throw redirect(`/billing/usage${BUDGETS_ANCHOR}`, { headers: { 'Set-Cookie': done } });
    }
    return data({ submitted }, { status: submitted.refusal.fields.length === 0 ? CONFLICT : 422 });
  });
}

function isSecure({ context }: LoaderFunctionArgs): boolean {
  return context.runtime.env.APP_ENV !== 'development';
}

/** What another window has changed has to be seen before it can be changed again. */
export function shouldRevalidate({ actionStatus, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) {
  return actionStatus === CONFLICT || defaultShouldRevalidate;
}

export default function UsagePage() {
  const { usage, mayChange, requestKey, done } = useLoaderData<typeof loader>();
  if (usage === null) return <NoSubscription />;
  return <Usage usage={usage} mayChange={mayChange} requestKey={requestKey} done={done} />;
}

interface UsageProps {
  usage: UsageView;
  mayChange: boolean;
  requestKey: string;
  /** What the form before this page has done to a budget. */
  done: BudgetDone | null;
}

function Usage({ usage, mayChange, requestKey, done }: UsageProps) {
  const submitted = useActionData<typeof action>()?.submitted ?? null;
  return (
    <>
      <PageHeader
        title="Usage"
        actions={
          <>
            {usage.isRunning && <AsOf freshness={usage.freshness} />}
            <WhatIfLink />
          </>
        }
      >
        <Facts>
          <span className="font-medium text-strong">{usage.planName} plan</span>
          <span>{usage.periodLabel}</span>
          <span>{usage.daysLeftLabel}</span>
        </Facts>
      </PageHeader>
      <FailedPayments payments={usage.failedPayments} />
      <UsageNotices usage={usage} />
      {usage.endedOn !== null && <EndedNotice endedOn={usage.endedOn} />}
      <PeriodStrip strip={usage.strip} />
      <ChargesCard charges={usage.charges} isRunning={usage.isRunning} />
      <div className="mt-6 space-y-6">
        {usage.metrics.map((metric) => (
          <MetricCard
            key={metric.metric}
            metric={metric}
            period={{ periodStart: usage.periodStart, periodEnd: usage.periodEnd }}
          />
        ))}
        <OverageCard
          rows={usage.overageRows}
          total={usage.charges.overage}
          periodStart={usage.periodStart}
          isRunning={usage.isRunning}
        />
        {usage.change !== null && <ChangeCard change={usage.change} />}
        {usage.isRunning && (
          <div className="grid items-start gap-6 *:min-w-0 xl:grid-cols-2">
            <BudgetsCard
              budgets={usage.budgets}
              currency={usage.currency}
              mayChange={mayChange}
              requestKey={requestKey}
              submitted={submitted}
              done={done}
            />
            <AlertsCard alerts={usage.alerts} hearsAt={usage.hearsAt} />
          </div>
        )}
      </div>
    </>
  );
}

function NoSubscription() {
  return (
    <>
      <PageHeader title="Usage" />
      <Card>
        <EmptyState icon={Layers} title="No plan yet">
          Usage is metered from the moment a plan begins. Once your account has one, impressions, API calls
          and data transfer show up here within the hour.
        </EmptyState>
      </Card>
    </>
  );
}
