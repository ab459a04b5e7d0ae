import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

const TONES = {
  info: { look: 'bg-info-ground text-on-info', Icon: Info },
  warning: { look: 'bg-warning-ground text-on-warning', Icon: TriangleAlert },
  danger: { look: 'bg-danger-ground text-on-danger', Icon: CircleAlert },
};

export function Notice({
  tone,
  title,
  children,
  action,
}: {
  tone: keyof typeof TONES;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const { look, Icon } = TONES[tone];
  return (
    <div className={classNames('mb-6 flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg px-4 py-3', look)}>
      <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-semibold">{title}</p>
        {children && <div className="text-strong">{children}</div>}
      </div>
      {action && <div className="max-md:w-full max-md:pl-8">{action}</div>}
    </div>
  );
}
