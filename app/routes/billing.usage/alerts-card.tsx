import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import type { AlertView } from './alert-view.ts';

export function AlertsCard({ alerts }: { alerts: readonly AlertView[] }) {
  return (
    <Card labelledBy="alerts-title">
      <CardHeader id="alerts-title" title="Alerts of this period">
        {alerts.length === 0
          ? 'None so far. You hear at 80, 90, 100 and 110 % of each limit, and at the steps of your budgets.'
          : 'Once for each crossing, the latest first.'}
      </CardHeader>
      {alerts.length > 0 && (
        <ul className="divide-y divide-divider border-divider border-t text-sm tabular-nums">
          {alerts.map(({ id, tone, state, text, when }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 md:px-6">
              <Chip tone={tone}>{state}</Chip>
              <span className="min-w-0 flex-1">{text}</span>
              <span className="text-muted text-xs">{when}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
