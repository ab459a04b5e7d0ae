import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/cloudflare';
import { useLoaderData } from '@remix-run/react';
import { Notice } from '../../components/ui/notice.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { supportedLocale } from '../../format/locale.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { getAdminOverview } from '../../services/admin/get-overview.ts';
import { toAdminView } from './admin-view.server.ts';
import { CasesCard } from './cases-card.tsx';
import { DeadEventsCard } from './dead-events-card.tsx';
import { JobRunsCard } from './job-runs-card.tsx';
import { MeterErrorsCard } from './meter-errors-card.tsx';
import { OpenAdjustmentsCard } from './open-adjustments-card.tsx';
import { RefusedHoursCard } from './refused-hours-card.tsx';
import { SettledAdjustmentsCard } from './settled-adjustments-card.tsx';
import { Tiles } from './tiles.tsx';

export const meta: MetaFunction = () => [{ title: 'Billing overview · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  return loadPage(args, async () => {
    const overview = await getAdminOverview(ctx);
    return {
      view: toAdminView(overview, { locale: supportedLocale(ctx.actor.locale), now: ctx.now }),
      reading: reading(),
    };
  });
}

export default function AdminBillingPage() {
  const { view } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader title="Billing overview">Collection, usage and events across all publishers.</PageHeader>
      {view.alarms.map(({ key, text }) => (
        <Notice key={key} tone="danger" title="Two engines would charge one card">
          {text}
        </Notice>
      ))}
      <Tiles tiles={view.tiles} />
      <div className="mt-6 space-y-6">
        <CasesCard cases={view.cases} />
        {view.deadEvents.length > 0 && <DeadEventsCard events={view.deadEvents} />}
        {view.refusedHours.length > 0 && <RefusedHoursCard rows={view.refusedHours} />}
        {view.openAdjustments.all > 0 && <OpenAdjustmentsCard {...view.openAdjustments} />}
        {view.openAdjustments.settled.length > 0 && (
          <SettledAdjustmentsCard rows={view.openAdjustments.settled} />
        )}
        {view.meterErrors.length > 0 && <MeterErrorsCard reports={view.meterErrors} />}
        <JobRunsCard runs={view.jobRuns} />
      </div>
    </>
  );
}
