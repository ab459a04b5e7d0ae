import { ChartColumn, Code, type LucideIcon, MonitorPlay, Network } from 'lucide-react';
import { Buckets } from '../../components/buckets.tsx';
import { DailyChart } from '../../components/chart/daily-chart.tsx';
import { RunningTotal } from '../../components/chart/running-total.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { Meter } from '../../components/ui/meter.tsx';
import { DailyTable } from './daily-table.tsx';
import { MetricLinks } from './metric-links.tsx';
import type { MetricOfPeriod } from './usage-paths.ts';
import type { MetricView } from './usage-view.ts';
import { VolumeDropNote } from './volume-drop-note.tsx';

const ICONS: Readonly<Record<string, LucideIcon>> = {
  impressions: MonitorPlay,
  api_calls: Code,
  data_transfer_bytes: Network,
};

export function MetricCard({
  metric,
  period,
}: {
  metric: MetricView;
  period: Omit<MetricOfPeriod, 'metric'>;
}) {
  const id = `metric-${metric.metric}`;
  const Icon = ICONS[metric.metric] ?? ChartColumn;
  return (
    <Card labelledBy={id}>
      <div className="grid gap-6 p-4 md:p-6 xl:grid-cols-[300px_1fr] xl:gap-10">
        <div>
          <div className="flex items-center gap-2.5">
            <Icon aria-hidden="true" className="size-5 text-muted" />
            <h2 id={id} className="flex-1 font-semibold text-base">
              {metric.label}
            </h2>
            {metric.overage !== null && <Chip tone="warning">{metric.overage.label}</Chip>}
          </div>
          <p
            title={metric.usedExact ?? undefined}
            className="mt-4 w-fit font-semibold text-xl tabular-nums tracking-tight"
          >
            {metric.used}
          </p>
          <p className="mb-3 flex justify-between gap-4 text-muted text-sm tabular-nums">
            <span>of {metric.included} included</span>
            {metric.share !== null && <span className="font-medium text-strong">{metric.share}</span>}
          </p>
          <Meter meter={metric.meter} label={`${metric.label} used of plan`} />
          <MetricFacts metric={metric} />
          {metric.buckets !== null && (
            <div className="mt-4 rounded-md bg-well px-3 py-2.5">
              <h3 className="mb-1.5 font-medium text-sm">Where these units went</h3>
              <Buckets buckets={metric.buckets} />
            </div>
          )}
          {metric.expected?.pastError && (
            <p className="mt-2.5 text-muted text-xs">Forecasts were {metric.expected.pastError}.</p>
          )}
          {metric.volumeDrop !== null && <VolumeDropNote drop={metric.volumeDrop} />}
          <MetricLinks of={{ metric: metric.metric, ...period }} label={metric.label} />
        </div>
        <figure aria-label={`${metric.label} by day`} className="min-w-0">
          <Legend metric={metric} />
          <DailyChart chart={metric.chart} />
          <p className="mt-5 mb-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-1 text-muted text-xs">
            <span>Running total</span>
            <RunningTotalLegend metric={metric} />
          </p>
          <RunningTotal chart={metric.runningTotal} />
        </figure>
      </div>
      <DailyTable metric={metric} />
    </Card>
  );
}

function MetricFacts({ metric }: { metric: MetricView }) {
  return (
    <dl className="mt-4 space-y-1.5 text-sm tabular-nums">
      {metric.overage !== null ? (
        <>
          <Fact term={metric.overage.term} value={metric.overage.units} />
          <Fact term="Overage cost" value={metric.overageCost} isStrong />
          {metric.passedOn && <Fact term="Plan used up on" value={metric.passedOn} />}
        </>
      ) : (
        <>
          <Fact term="Left in plan" value={metric.remaining ?? ''} />
          <Fact term="Overage cost" value={metric.overageCost} />
        </>
      )}
      {metric.expected && (
        <>
          <Fact term="Expected by the end" value={metric.expected.units} isStrong />
          <Fact term="Likely between" value={metric.expected.range} />
          {metric.expected.usedUpOn && (
            <Fact term="Expected to be used up on" value={metric.expected.usedUpOn} />
          )}
        </>
      )}
    </dl>
  );
}

function RunningTotalLegend({ metric: { runningTotal } }: { metric: MetricView }) {
  return (
    <span className="flex flex-wrap gap-x-4 gap-y-1">
      {runningTotal.limit && (
        <span className="flex items-center gap-1.5">
          <span aria-hidden="true" className="w-4 border-chart-overage border-t-2" />
          Included, {runningTotal.limit.label}
        </span>
      )}
      {runningTotal.expected && (
        <span className="flex items-center gap-1.5">
          <span aria-hidden="true" className="h-2.5 w-4 rounded-[3px] bg-chart-included opacity-30" />
          Expected, in eight of ten cases
        </span>
      )}
    </span>
  );
}

function Fact({ term, value, isStrong = false }: { term: string; value: string; isStrong?: boolean }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-muted">{term}</dt>
      <dd className={isStrong ? 'font-semibold' : ''}>{value}</dd>
    </div>
  );
}

function Legend({ metric: { chart } }: { metric: MetricView }) {
  return (
    <figcaption className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-1 text-muted text-xs">
      <span>Per day, UTC</span>
      <span className="flex flex-wrap gap-x-4 gap-y-1">
        <span className="flex items-center gap-1.5">
          <span aria-hidden="true" className="size-2.5 rounded-[3px] bg-chart-included" />
          Included
        </span>
        {chart.hasOverage && (
          <span className="flex items-center gap-1.5">
            <span aria-hidden="true" className="size-2.5 rounded-[3px] bg-chart-overage" />
            Overage
          </span>
        )}
        {chart.pace && (
          <span className="flex items-center gap-1.5">
            <span aria-hidden="true" className="w-4 border-chart-pace border-t border-dashed" />
            Even pace of the plan, {chart.pace.label}
          </span>
        )}
      </span>
    </figcaption>
  );
}
