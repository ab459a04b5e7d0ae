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

/** `isSentence`: it may take several lines on a narrow screen. */
export function Chip({
  tone,
  children,
  isSentence = false,
}: {
  tone: Tone;
  children: ReactNode;
  isSentence?: boolean;
}) {
  const [chip, dot] = TONES[tone];
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1.5 px-2.5 py-0.5 font-medium text-xs tracking-normal',
        isSentence ? 'rounded-xl' : 'whitespace-nowrap rounded-full',
        chip,
      )}
    >
      <span aria-hidden="true" className={classNames('size-1.5 shrink-0 rounded-full', dot)} />
      {children}
    </span>
  );
}
