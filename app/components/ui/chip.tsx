import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type Tone = 'success' | 'warning' | 'danger' | 'info' | 'neutral';

const TONES: Readonly<Record<Tone, readonly [chip: string, dot: string]>> = {
  success: ['bg-success-ground text-on-success', 'bg-success'],
  warning: ['bg-warning-ground text-on-warning', 'bg-warning'],
  danger: ['bg-danger-ground text-on-danger', 'bg-danger'],
  info: ['bg-info-ground text-on-info', 'bg-info'],
  neutral: ['bg-well text-muted', 'bg-faint'],
};

export function Chip({ tone, children }: { tone: Tone; children: ReactNode }) {
  const [chip, dot] = TONES[tone];
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 py-0.5 font-medium text-xs tracking-normal',
        chip,
      )}
    >
      <span aria-hidden="true" className={classNames('size-1.5 rounded-full', dot)} />
      {children}
    </span>
  );
}
