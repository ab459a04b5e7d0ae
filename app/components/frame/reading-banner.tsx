import { Link, useMatches } from '@remix-run/react';
import { Eye } from 'lucide-react';
import { readingOf } from '../../pages/customer-query.ts';
import { LINK_CLASS } from '../ui/link-class.ts';

/** Over a publisher's pages while staff reads them. */
export function ReadingBanner() {
  const reading = readingOf(useMatches().at(-1)?.data);
  if (reading === null) return null;
  return (
    <aside
      aria-label="Read as staff"
      className="mb-6 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-divider bg-card px-4 py-2.5 text-sm shadow-1"
    >
      <Eye aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <p className="flex-1">
        You are reading the pages of <strong className="font-semibold">{reading.customerName}</strong>.{' '}
        <span className="text-muted">Read only, and audited.</span>
      </p>
      <Link to="/admin/billing" className={LINK_CLASS}>
        Back to overview
      </Link>
    </aside>
  );
}
