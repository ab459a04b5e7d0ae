import { Link } from '@remix-run/react';
import { DefinitionList } from '../../components/ui/definition-list.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Mono } from '../../components/ui/mono.tsx';
import { customerPath } from '../../pages/customer-path.ts';
import type { AuditRowView } from './audit-view.ts';
import { DiffTable } from './diff-table.tsx';

/** One write; opened, it shows what it changed and where it came from. Opens without a script. */
export function AuditRow({ row }: { row: AuditRowView }) {
  return (
    <details className="group">
      <summary className="grid list-none gap-x-4 gap-y-0.5 px-4 py-3 text-sm hover:bg-hover md:grid-cols-[13rem_minmax(0,1fr)_minmax(0,1.2fr)_1rem] md:px-6">
        <time dateTime={row.instant} className="whitespace-nowrap text-muted tabular-nums">
          {row.when}
        </time>
        <span className="min-w-0">
          <span className="block break-words font-medium text-strong">{row.action}</span>
          <span className="block break-words text-muted text-xs">
            {row.actor} ({row.role})
          </span>
        </span>
        <span className="min-w-0 text-muted">
          <Mono>{row.object}</Mono>
        </span>
        <span
          aria-hidden="true"
          className="text-muted transition-transform group-open:rotate-90 max-md:hidden"
        >
          ›
        </span>
      </summary>
      <div className="space-y-4 bg-ground px-4 py-4 md:px-6">
        {row.diff.length === 0 ? (
          <p className="text-muted text-sm">It records that this happened; there is no before and after.</p>
        ) : (
          <DiffTable lines={row.diff} caption={`What ${row.action} changed`} />
        )}
        <DefinitionList items={origin(row)} />
      </div>
    </details>
  );
}

function origin({ id, customerId, requestId, origin, instant }: AuditRowView) {
  return [
    { term: 'Audit row', value: <Mono>{id}</Mono> },
    { term: 'Instant', value: <Mono>{instant}</Mono> },
    {
      term: 'Request',
      value: (
        <Link to={`/admin/billing/audit?request_id=${encodeURIComponent(requestId)}`} className={LINK_CLASS}>
          <Mono>{requestId}</Mono>
        </Link>
      ),
    },
    ...(customerId === null
      ? []
      : [
          {
            term: 'Customer',
            value: (
              <Link to={customerPath(customerId)} className={LINK_CLASS}>
                <Mono>{customerId}</Mono>
              </Link>
            ),
          },
        ]),
    ...(origin === null ? [] : [{ term: 'From', value: <span className="break-words">{origin}</span> }]),
  ];
}
