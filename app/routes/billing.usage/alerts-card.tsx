import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { Exact } from '../../components/ui/exact.tsx';
import type { AlertView } from './alert-view.ts';

interface AlertsCardProps {
  alerts: readonly AlertView[];
  /** "80%, 90%, 100%, and 110%": the steps of a limit. */
  hearsAt: string;
}

export function AlertsCard({ alerts, hearsAt }: AlertsCardProps) {
  return (
    <Card labelledBy="alerts-title">
      <CardHeader id="alerts-title" title="Alerts of this period">
        {alerts.length === 0
          ? `None so far. You hear at ${hearsAt} of each limit, and at the steps of your budgets.`
          : 'Each step once a period, the latest first.'}
      </CardHeader>
      {alerts.length > 0 && (
        <ul className="divide-y divide-divider border-divider border-t text-sm tabular-nums">
          {alerts.map(({ id, tone, state, text, exact, when }) => (
            <li
              key={id}
              className="grid grid-cols-[104px_1fr] items-center gap-x-4 gap-y-1 px-4 py-3 md:grid-cols-[104px_1fr_auto] md:px-6"
            >
              <span>
                <Chip tone={tone}>{state}</Chip>
              </span>
              <span className="min-w-0 break-words">
                <Exact exact={exact}>{text}</Exact>
              </span>
              <span className="text-muted text-xs max-md:col-start-2">{when}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
