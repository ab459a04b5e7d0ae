import type { InboxView } from '../../pages/notices/inbox-view.ts';
import { ButtonLink } from '../ui/button.tsx';

export function InboxPages({ inbox: { range, newer, older } }: { inbox: InboxView }) {
  return (
    <div className="mt-4 flex flex-wrap items-center justify-between gap-4">
      <p className="text-muted text-sm tabular-nums">{range}</p>
      {(newer !== null || older !== null) && (
        <nav aria-label="Pages" className="flex gap-2">
          {newer !== null && (
            <ButtonLink size="sm" to={newer}>
              Newer
            </ButtonLink>
          )}
          {older !== null && (
            <ButtonLink size="sm" to={older}>
              Older
            </ButtonLink>
          )}
        </nav>
      )}
    </div>
  );
}
