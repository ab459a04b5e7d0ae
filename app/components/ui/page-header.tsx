import { Children, type ReactNode } from 'react';

/** Title and its facts left, the primary action right. The heading takes focus after a skip and a client navigation. */
export function PageHeader({
  title,
  children,
  actions,
  above,
}: {
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  above?: ReactNode;
}) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
      <div className="min-w-0">
        {above}
        <h1 tabIndex={-1} className="font-semibold text-strong text-xl tracking-tight">
          {title}
        </h1>
        {children && <div className="mt-1 text-muted text-sm">{children}</div>}
      </div>
      {actions && <div className="no-print flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

/**
 * Short facts in a row, set apart by dots; each stays whole when the row breaks. A dot stands in the gap before its fact,
 * where a row that begins with the fact is cut off.
 */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <ul className="flex flex-wrap gap-x-5 [clip-path:inset(-4px)]">
      {Children.map(children, (fact) =>
        fact === null || fact === false ? null : (
          <li className="relative flex items-center whitespace-nowrap before:absolute before:-left-3 before:text-faint before:content-['·'/'']">
            {fact}
          </li>
        ),
      )}
    </ul>
  );
}
