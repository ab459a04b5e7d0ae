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
import { readConfirmation } from '../../pages/confirm-form.server.ts';
import { customerPath } from '../../pages/customer-path.ts';
import { submitForm } from '../../pages/form-errors.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { getAdjustment } from '../../services/adjustments/get-adjustment.ts';
import { SETTLED_KEYWORD, settleByHand } from '../../services/adjustments/settle-by-hand.ts';
import { toLateUsageView } from './late-usage-view.server.ts';
import { SettledAsField } from './settled-as-field.tsx';

export const meta: MetaFunction = () => [{ title: 'Late usage · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  return loadPage(args, async () => {
    const found = await getAdjustment(ctx, args.params.adjustmentId ?? '');
    const reader = { locale: supportedLocale(ctx.actor.locale), isAdmin: ctx.actor.role === 'admin' };
    return { view: toLateUsageView(found, reader), keyword: SETTLED_KEYWORD, reading: reading() };
  });
}

export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'admin');
  const id = args.params.adjustmentId ?? '';
  return loadPage(args, async () => {
    const { keyword, reason, field } = await readConfirmation(args.request);
    const settledAs = field('settled_as');
    const refusal = await submitForm(() => settleByHand(ctx, { id, settledAs, keyword, reason }));
    if (refusal === null) throw redirect(`/admin/billing/late-usage/${id}`);
    return data({ refused: { settledAs, reason, refusal } }, { status: 422 });
  });
}

export default function LateUsagePage() {
  const { view, keyword } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>()?.refused ?? null;
  return (
    <>
      <PageHeader
        above={
          <Link to="/admin/billing" className={`${LINK_CLASS} text-sm`}>
            Overview
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
        <Card labelledBy="late-usage-title">
          <CardHeader
            id="late-usage-title"
            title="Late usage that a person decides"
            aside={
              <span className="flex flex-wrap gap-x-4 text-sm">
                <Link to={`/billing/usage?customer_id=${view.customerId}`} className={LINK_CLASS}>
                  Usage
                </Link>
                <Link to={customerPath(view.customerId)} className={LINK_CLASS}>
                  The publisher
                </Link>
                <Link to={`/admin/billing/audit?object_id=${view.id}`} className={LINK_CLASS}>
                  Audit
                </Link>
              </span>
            }
          />
          <div className="border-divider border-t px-4 py-5 md:px-6">
            <DefinitionList
              items={view.facts.map(({ label, value }) => ({
                term: label,
                value: <span className="break-words">{value}</span>,
              }))}
            />
          </div>
        </Card>
        {(view.maySettle || refused !== null) && (
          <ConfirmForm
            title="Settled by hand"
            keyword={keyword}
            button="Close as settled"
            hidden={{ intent: 'settle' }}
            fields={<SettledAsField chosen={refused?.settledAs ?? ''} refusal={refused?.refusal ?? null} />}
            refused={refused}
          >
            Make what is owed in Stripe first, or waive it. This moves no money: it writes down what became of
            it, who settled it and why, and nothing is billed or given back for it any more.
          </ConfirmForm>
        )}
      </div>
    </>
  );
}
