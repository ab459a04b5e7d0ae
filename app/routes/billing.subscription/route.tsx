import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/cloudflare';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { Layers } from 'lucide-react';
import { ButtonLink } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { DefinitionList } from '../../components/ui/definition-list.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { isBillingError } from '../../domain/errors.ts';
import { loadCustomerPage } from '../../pages/customer-page.server.ts';
import { customerQuery } from '../../pages/customer-query.ts';
import { FailedPayments } from '../../pages/failed-payments/failed-payments.tsx';
import { getSubscription } from '../../services/subscriptions/get-subscription.ts';
import { toSubscriptionView } from './subscription-view.server.ts';
import type { SubscriptionView } from './subscription-view.ts';
import { TermsCard } from './terms-card.tsx';

export const meta: MetaFunction = () => [{ title: 'Subscription · ApexMediation' }];

export function loader(args: LoaderFunctionArgs) {
  return loadCustomerPage(args, 'subscription.read', async ({ ctx, customerId, locale, reading }) => {
    try {
      const subscription = await getSubscription(ctx, { customerId });
      return {
        subscription: toSubscriptionView(subscription, { locale, mayPay: ctx.actor.kind === 'publisher' }),
        reading: reading(),
      };
    } catch (error) {
      if (isBillingError(error) && error.code === 'no_subscription')
        return { subscription: null, reading: reading() };
      throw error;
    }
  });
}

export default function SubscriptionPage() {
  const { subscription } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  return (
    <>
      <PageHeader
        title="Subscription"
        actions={
          subscription !== null && (
            <ButtonLink to={`/billing/usage/what-if${customerQuery(search)}`}>Compare plans</ButtonLink>
          )
        }
      >
        What your plan costs and includes.
      </PageHeader>
      <FailedPayments payments={subscription?.failedPayments ?? []} />
      {subscription === null ? (
        <Card>
          <EmptyState icon={Layers} title="No plan yet">
            Your account has no running plan. Once it has one, its price, its included units and its overage
            prices stand here.
          </EmptyState>
        </Card>
      ) : (
        <Subscription subscription={subscription} />
      )}
    </>
  );
}

function EndedNotice({ endedOn }: { endedOn: string }) {
  const [search] = useSearchParams();
  return (
    <Notice
      tone="info"
      title={`Your plan ended on ${endedOn}`}
      action={
        <ButtonLink size="sm" to={`/billing/usage${customerQuery(search)}`}>
          See its usage
        </ButtonLink>
      }
    >
      Usage is no longer metered. These were its terms.
    </Notice>
  );
}

function Subscription({ subscription }: { subscription: SubscriptionView }) {
  return (
    <div className="space-y-6">
      {subscription.endedOn !== null && <EndedNotice endedOn={subscription.endedOn} />}
      <Card labelledBy="plan-title">
        <div className="grid md:grid-cols-2">
          <div className="min-w-0 px-4 py-5 md:px-6 md:py-6">
            <div className="flex items-center gap-3">
              <h2 id="plan-title" className="font-semibold text-lg tracking-tight">
                {subscription.planName}
              </h2>
              <Chip tone={subscription.status.tone}>{subscription.status.label}</Chip>
            </div>
            <p className="mt-4 flex flex-wrap items-baseline gap-x-2">
              <span className="font-semibold text-2xl tabular-nums tracking-tight">
                {subscription.monthlyFee}
              </span>
              <span className="text-muted text-sm">a month, plus overage</span>
            </p>
            <p className="mt-2 text-muted text-sm">{subscription.renewal}</p>
          </div>
          <div className="min-w-0 border-divider px-4 py-5 max-md:border-t md:border-l md:px-6 md:py-6">
            <DefinitionList items={subscription.facts} />
          </div>
        </div>
      </Card>
      <div className="grid gap-6 xl:grid-cols-3">
        {subscription.metrics.map((terms) => (
          <TermsCard key={terms.metric} terms={terms} />
        ))}
      </div>
      <p className="text-muted text-xs">
        Tiers count the total units of a period from zero, the included ones too. Each tier is its own line on
        the invoice.
      </p>
    </div>
  );
}
