import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { Mono } from '../../components/ui/mono.tsx';
import { MigrationForm, type SubmittedMigration } from './migration-form.tsx';
import type { MigrationRequestView, MigrationView } from './settings-view.ts';

export function MigrationCard({
  migration,
  submitted,
}: {
  migration: MigrationView;
  submitted: SubmittedMigration | null;
}) {
  const { nextId, requests } = migration;
  return (
    <Card labelledBy="migration-title">
      <CardHeader id="migration-title" title="Migration assistant">
        Ask our operations team to move your billing. They answer within one working day.
      </CardHeader>
      {nextId !== null && (
        <div className="border-divider border-t px-4 py-5 md:px-6">
          <MigrationForm key={nextId} nextId={nextId} submitted={submitted} />
        </div>
      )}
      <div className="border-divider border-t px-4 py-5 md:px-6">
        <h3 className="font-medium text-sm text-strong">Requests</h3>
        {requests.length === 0 ? (
          <p className="mt-1 text-muted text-sm">None so far.</p>
        ) : (
          <ul className="mt-2 divide-y divide-divider">
            {requests.map((request) => (
              <RequestItem key={request.id} request={request} />
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}

function RequestItem({ request }: { request: MigrationRequestView }) {
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium text-sm text-strong">{request.channel}</span>
        <Chip tone={request.status.tone}>{request.status.label}</Chip>
        <span className="text-muted text-sm">{request.submitted}</span>
      </div>
      <p className="mt-1 line-clamp-3 whitespace-pre-line break-words text-muted text-sm">{request.notes}</p>
      {request.reply !== null && (
        <p className="mt-2 border-focus border-l-2 pl-3 text-sm text-strong">{request.reply}</p>
      )}
      <p className="mt-1 text-muted text-xs">
        Request <Mono>{request.id}</Mono>
      </p>
    </li>
  );
}
