import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/cloudflare';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { requirePage } from '../../auth/guards.ts';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { ConfirmForm } from '../../components/ui/confirm-form.tsx';
import { DefinitionList } from '../../components/ui/definition-list.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { supportedLocale } from '../../format/locale.ts';
import { startStopwatch } from '../../http/stopwatch.ts';
import { readConfirmation } from '../../pages/confirm-form.server.ts';
import { type FormRefusal, submitForm } from '../../pages/form-errors.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { useAutoRefresh } from '../../pages/use-auto-refresh.ts';
import {
  DECIDE_KEYWORD,
  DECLINE_KEYWORD,
  decideCase,
} from '../../services/reconciliation/cases/decide-case.ts';
import { getCase } from '../../services/reconciliation/cases/get-case.ts';
import { CREDIT_KEYWORD, giveCredit } from '../../services/reconciliation/cases/give-credit.ts';
import { planCredit } from '../../services/reconciliation/cases/plan-credit.ts';
import { callsPerSecond, createPace } from '../../services/reconciliation/pace.ts';
import { toCasePageView, toCreditView } from './case-view.server.ts';
import type { CreditPlanView } from './case-view.ts';
import { CreditCard, type RefusedDecision } from './credit-card.tsx';
import { GivenCard } from './given-card.tsx';

export const meta: MetaFunction = () => [{ title: 'Reconciliation case · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  return loadPage(args, async () => {
    const found = await getCase(ctx, args.params.caseId ?? '');
    const view = toCasePageView(found, {
      locale: supportedLocale(ctx.actor.locale),
      isAdmin: ctx.actor.role === 'admin',
    });
    return {
      view,
      keywords: { give: CREDIT_KEYWORD, close: view.isProposal ? DECLINE_KEYWORD : DECIDE_KEYWORD },
      reading: reading(),
    };
  });
}

interface CaseForm {
  credit: CreditPlanView | null;
  /** Null where it was only asked for a preview that came. */
  refused: RefusedDecision | null;
}

export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'admin');
  const id = args.params.caseId ?? '';
  return loadPage(args, async () => {
    const { keyword, reason, field } = await readConfirmation(args.request);
    const intent = field('intent');
    const pace = createPace(startStopwatch(), callsPerSecond(args.context.runtime.env));
    let refusal: FormRefusal | null = null;
    if (intent !== 'preview') {
      refusal = await submitForm(async () => {
        if (intent !== 'give') return decideCase(ctx, { id, keyword, reason });
        const planHash = field('planHash');
        return giveCredit(ctx, { id, planHash, keyword, reason, pace, now: ctx.now });
      });
      if (refusal === null) throw redirect(`/admin/billing/reconciliation/cases/${id}`);
    }
    let credit: CreditPlanView | null = null;
    if (intent === 'preview' || intent === 'give') {
      const unplanned = await submitForm(async () => {
        const { found, plan } = await planCredit(ctx, { id, pace, now: ctx.now });
        credit = toCreditView(plan, found, supportedLocale(ctx.actor.locale));
      });
      refusal ??= unplanned;
      if (unplanned !== null && intent === 'give') credit = { kind: 'unread', hash: field('planHash') };
    }
    const answer: CaseForm = { credit, refused: refusal && { intent, reason, refusal } };
    return data(answer, { status: refusal?.status ?? 200 });
  });
}

export default function ReconciliationCasePage() {
  const { view, keywords } = useLoaderData<typeof loader>();
  const submitted = useActionData<typeof action>();
  const refused = submitted?.refused ?? null;
  useAutoRefresh(view.given.some(({ status }) => status.tone === 'info'));
  return (
    <>
      <PageHeader
        above={
          <Link to="/admin/billing/reconciliation" className={`${LINK_CLASS} text-sm`}>
            Reconciliation
          </Link>
        }
        title={
          <span className="flex flex-wrap items-center gap-3">
            {view.customer}
            <Chip tone={view.status.tone}>{view.status.label}</Chip>
          </span>
        }
      >
        {view.why}
      </PageHeader>
      <div className="max-w-[880px] space-y-6">
        <Card labelledBy="case-title">
          <CardHeader
            id="case-title"
            title={view.what}
            aside={
              <span className="flex flex-wrap gap-x-4 text-sm">
                {view.usagePath !== null && (
                  <Link to={view.usagePath} className={LINK_CLASS}>
                    Usage
                  </Link>
                )}
                {view.customerPath !== null && (
                  <Link to={view.customerPath} className={LINK_CLASS}>
                    The publisher
                  </Link>
                )}
                <Link to={`/admin/billing/reconciliation/${view.runId}`} className={LINK_CLASS}>
                  The run that found it
                </Link>
              </span>
            }
          />
          <div className="grid gap-x-10 gap-y-3 border-divider border-t px-4 py-5 md:grid-cols-2 md:px-6">
            {[view.facts, view.story].map((lines) => (
              <DefinitionList
                key={lines[0]?.label}
                items={lines.map(({ label, value }) => ({
                  term: label,
                  value: <span className="break-words">{value}</span>,
                }))}
              />
            ))}
          </div>
        </Card>
        {view.given.length > 0 && <GivenCard given={view.given} />}
        {view.mayDecide && view.isProposal && (
          <CreditCard
            credit={submitted?.credit ?? null}
            keyword={keywords.give}
            refused={refused?.intent === 'close' ? null : refused}
          />
        )}
        {view.mayDecide && (
          <ConfirmForm
            title={view.isProposal ? 'Decline it' : 'Write down the decision'}
            keyword={keywords.close}
            button={view.isProposal ? 'Decline the credit' : 'Close the case'}
            hidden={{ intent: 'close' }}
            refused={refused?.intent === 'close' ? refused : null}
          >
            This closes the case and moves no money. The difference is not told again while it stays as it is.
          </ConfirmForm>
        )}
      </div>
    </>
  );
}
