import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Exact } from '../../components/ui/exact.tsx';
import type { BreakEvenCardView } from './what-if-view.ts';

export function BreakEvenCard({ breakEven }: { breakEven: BreakEvenCardView }) {
  return (
    <Card labelledBy="break-even-title">
      <CardHeader id="break-even-title" title="Where another plan gets cheaper than yours">
        One metric changes, the others stay as on average:{' '}
        <Exact exact={breakEven.averageExact}>{breakEven.average}</Exact> a period.
      </CardHeader>
      <ul className="divide-y divide-divider border-divider border-t text-sm">
        {breakEven.plans.map(({ key, label, metrics }) => (
          <li key={key} className="grid gap-x-8 gap-y-2 px-4 py-4 md:px-6 lg:grid-cols-[264px_1fr]">
            <h3 className="font-semibold">{label}</h3>
            <dl className="space-y-1.5 sm:space-y-1">
              {metrics.map((metric) => (
                <div key={metric.key} className="sm:flex sm:gap-4">
                  <dt className="shrink-0 text-muted sm:w-28">{metric.label}</dt>
                  <dd className="tabular-nums">{metric.text}.</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </Card>
  );
}
