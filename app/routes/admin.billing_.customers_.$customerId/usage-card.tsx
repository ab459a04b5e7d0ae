import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { Exact } from '../../components/ui/exact.tsx';
import { Meter } from '../../components/ui/meter.tsx';
import type { RatingCheckView, UsageCardView } from './story-view.ts';

interface UsageCardProps {
  usage: UsageCardView | null;
  ratingCheck: RatingCheckView | null;
}

export function UsageCard({ usage, ratingCheck }: UsageCardProps) {
  return (
    <Card labelledBy="story-usage">
      <CardHeader id="story-usage" title="Usage of the current period">
        {usage === null
          ? 'No subscription runs.'
          : `${usage.plan} · ${usage.period} · overage so far ${usage.overage}`}
      </CardHeader>
      {usage !== null && (
        <div className="grid gap-6 px-4 pb-5 md:px-6 lg:grid-cols-3">
          {usage.metrics.map((metric) => (
            <div key={metric.label} className="text-sm tabular-nums">
              <p className="mb-1 flex items-center justify-between gap-4">
                <span className="font-medium">{metric.label}</span>
                {metric.over !== null && <Chip tone="warning">{metric.over}</Chip>}
              </p>
              <Meter meter={metric.meter} label={`${metric.label} used of plan`} />
              <p className="mt-1 text-muted text-xs">
                <Exact exact={metric.exact}>
                  {metric.used} of {metric.included}
                </Exact>
              </p>
            </div>
          ))}
        </div>
      )}
      {ratingCheck !== null && (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-divider border-t px-4 py-3 text-sm md:px-6">
          <Chip tone={ratingCheck.status.tone}>{ratingCheck.status.label}</Chip>
          <span className="min-w-0 tabular-nums">{ratingCheck.text}</span>
          <span className="text-muted text-xs md:ml-auto">{ratingCheck.when}</span>
        </p>
      )}
    </Card>
  );
}
