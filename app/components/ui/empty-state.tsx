import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon: LucideIcon;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center px-6 py-16 text-center">
      <span className="mb-4 grid size-12 place-items-center rounded-full bg-well text-muted">
        <Icon aria-hidden="true" className="size-6" />
      </span>
      <h2 className="font-semibold text-base text-strong">{title}</h2>
      <div className="mt-1 max-w-md text-balance text-muted text-sm">{children}</div>
      {action && <div className="mt-6">{action}</div>}
    </div>
  );
}
