import { Link, useMatches } from '@remix-run/react';
import { Eye } from 'lucide-react';
import { staffReadingOf } from '../../pages/customer-query.ts';
import { classNames } from '../ui/class-names.ts';
import { LINK_CLASS } from '../ui/link-class.ts';

/** Over a publisher's pages while staff reads them. */
export function ReadingBanner() {
  const reading = staffReadingOf(useMatches().at(-1)?.data);
  if (reading === null) return null;
  return (
    <aside
      aria-label="Read as staff"
      className="mb-6 flex items-center gap-x-3 rounded-lg border border-divider bg-card px-4 py-2.5 text-sm shadow-1"
    >
      <Eye aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <p className="min-w-0 flex-1">
        <strong className="block truncate font-semibold">{reading.customerName}</strong>
        <span className="block truncate text-muted text-xs">Read as staff, and audited</span>
      </p>
      <Link to="/admin/billing" className={classNames(LINK_CLASS, 'whitespace-nowrap')}>
        Back to overview
      </Link>
    </aside>
  );
}
