import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/cloudflare';
import { Link, useLoaderData, useSearchParams } from '@remix-run/react';
import { ChevronLeft } from 'lucide-react';
import { Chip } from '../../components/ui/chip.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { type FieldError, isBillingError } from '../../domain/errors.ts';
import { loadCustomerPage } from '../../pages/customer-page.server.ts';
import { customerQuery } from '../../pages/customer-query.ts';
import { simulatePlans } from '../../services/plans/simulate-plans.ts';
import type { PlanSimulation } from '../../services/plans/simulation.ts';
import { BreakEvenCard } from './break-even-card.tsx';
import { NoClosedPeriod, NoSubscription } from './no-periods.tsx';
import { PlansCard } from './plans-card.tsx';
import { ReplayCard } from './replay-card.tsx';
import { WhatIfForm } from './what-if-form.tsx';
import { readFormValues } from './what-if-form-values.ts';
import { parseWhatIfQuery } from './what-if-query.server.ts';
import { toWhatIfView } from './what-if-view.server.ts';
import type { WhatIfView } from './what-if-view.ts';

export const meta: MetaFunction = () => [{ title: 'What if · ApexMediation' }];

type Outcome = WhatIfView | 'refused' | 'noSubscription' | 'noPeriods';

export function loader(args: LoaderFunctionArgs) {
  const search = new URL(args.request.url).searchParams;
  return loadCustomerPage(args, 'plans.simulate', async ({ ctx, customerId, locale, reading }) => {
    const values = readFormValues(search);
    const input = parseWhatIfQuery(search);
    if ('errors' in input) {
      const { errors } = input;
      return data({ outcome: 'refused' as Outcome, values, errors, reading: null }, { status: 400 });
    }
    const outcome = await simulate(() => simulatePlans(ctx, { ...input, customerId }), locale);
    return data({ outcome, values, errors: [] as readonly FieldError[], reading: reading() });
  });
}

async function simulate(work: () => Promise<PlanSimulation>, locale: string): Promise<Outcome> {
  try {
    return toWhatIfView(await work(), locale) ?? 'noPeriods';
  } catch (error) {
    if (isBillingError(error) && error.code === 'no_subscription') return 'noSubscription';
    throw error;
  }
}

export default function WhatIfPage() {
  const { outcome, values, errors } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const view = typeof outcome === 'string' ? null : outcome;
  return (
    <>
      <PageHeader
        above={
          <Link
            to={`/billing/usage${customerQuery(search)}`}
            className="mb-2 -ml-1 inline-flex items-center gap-1 rounded-sm text-muted text-sm hover:text-strong"
          >
            <ChevronLeft aria-hidden="true" className="size-4" />
            Usage
          </Link>
        }
        title="What if"
        actions={view !== null && <Chip tone={view.verdict.tone}>{view.verdict.text}</Chip>}
      >
        What your usage would cost on every plan.
      </PageHeader>
      <div className="space-y-6">
        {outcome === 'noSubscription' ? <NoSubscription /> : <WhatIfForm values={values} errors={errors} />}
        {outcome === 'noPeriods' && <NoClosedPeriod />}
        {view !== null && <WhatIf view={view} />}
      </div>
    </>
  );
}

function WhatIf({ view }: { view: WhatIfView }) {
  return (
    <>
      <PlansCard view={view} />
      {view.replay !== null && <ReplayCard replay={view.replay} />}
      <BreakEvenCard breakEven={view.breakEven} />
    </>
  );
}
