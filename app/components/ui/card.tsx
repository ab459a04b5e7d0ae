import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export function Card({
  children,
  className,
  labelledBy,
}: {
  children: ReactNode;
  className?: string;
  labelledBy?: string;
}) {
  return (
    <section
      aria-labelledby={labelledBy}
      className={classNames('rounded-lg border border-divider bg-card shadow-1', className)}
    >
      {children}
    </section>
  );
}

export function CardHeader({
  id,
  title,
  children,
  aside,
}: {
  id: string;
  title: string;
  children?: ReactNode;
  aside?: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 pt-4 pb-4 md:px-6 md:pt-5">
      <div className="min-w-0">
        <h2 id={id} className="font-semibold text-base text-strong">
          {title}
        </h2>
        {children && <div className="text-muted text-sm">{children}</div>}
      </div>
      {aside}
    </div>
  );
}
