import { Link } from '@remix-run/react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../../components/ui/class-names.ts';
import type { InvoicesView } from './invoices-view.ts';

const BOX = 'grid h-9 min-w-9 place-items-center rounded-md px-2 text-sm tabular-nums transition-colors';

export function Pagination({ view }: { view: InvoicesView }) {
  return (
    <div className="mt-4 flex flex-wrap items-center justify-between gap-4">
      <p className="text-muted text-sm tabular-nums">{view.rangeLabel}</p>
      {view.pages.length > 0 && (
        <nav aria-label="Pages" className="flex items-center gap-1">
          <Step to={view.previous} label="Previous page">
            <ChevronLeft aria-hidden="true" className="size-4" />
          </Step>
          {view.pages.map((link) =>
            link.kind === 'gap' ? (
              <span key={link.key} className={classNames(BOX, 'text-muted')}>
                …
              </span>
            ) : (
              <Link
                key={link.page}
                to={link.search}
                aria-label={`Page ${link.page}`}
                aria-current={link.isCurrent ? 'page' : undefined}
                className={classNames(
                  BOX,
                  link.isCurrent ? 'bg-selected font-medium text-on-selected' : 'hover:bg-pressed',
                )}
              >
                {link.page}
              </Link>
            ),
          )}
          <Step to={view.next} label="Next page">
            <ChevronRight aria-hidden="true" className="size-4" />
          </Step>
        </nav>
      )}
    </div>
  );
}

function Step({ to, label, children }: { to: string | null; label: string; children: ReactNode }) {
  if (to === null) {
    return (
      <span aria-hidden="true" className={classNames(BOX, 'text-faint opacity-50')}>
        {children}
      </span>
    );
  }
  return (
    <Link to={to} aria-label={label} className={classNames(BOX, 'hover:bg-pressed')}>
      {children}
    </Link>
  );
}
