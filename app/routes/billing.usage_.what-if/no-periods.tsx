import { CalendarClock, Layers } from 'lucide-react';
import { Card } from '../../components/ui/card.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';

export function NoClosedPeriod() {
  return (
    <Card>
      <EmptyState icon={CalendarClock} title="No period has closed yet">
        Once your first billing period ends, it is replayed here on every plan. Until then, enter volumes of
        your own above.
      </EmptyState>
    </Card>
  );
}

export function NoSubscription() {
  return (
    <Card>
      <EmptyState icon={Layers} title="No plan yet">
        Once your account has a plan, its periods are replayed here on every other one.
      </EmptyState>
    </Card>
  );
}
