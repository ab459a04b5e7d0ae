import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { toSentence } from '../../format/sentence.ts';
import { classNames } from './class-names.ts';

interface FieldProps {
  id: string;
  label: string;
  /** Of this field alone, e.g. "must have at least 20 characters". */
  error?: string | undefined;
  hint?: ReactNode;
  children: (attributes: FieldAttributes) => ReactNode;
}

export interface FieldAttributes {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
  className: string;
}

const CONTROL =
  'w-full rounded-md border bg-card px-3 py-2 text-sm text-strong shadow-1 transition-colors hover:border-faint placeholder:text-faint';

/** A label, its control, and what is wrong with it, tied together for every kind of reader. */
export function Field({ id, label, error, hint, children }: FieldProps) {
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium text-sm text-strong">
        {label}
      </label>
      {children({
        id,
        'aria-invalid': error !== undefined,
        'aria-describedby': described === '' ? undefined : described,
        className: classNames(CONTROL, error === undefined ? 'border-edge' : 'border-danger'),
      })}
      {error !== undefined && (
        <p id={`${id}-error`} className="mt-1.5 flex items-center gap-1.5 text-on-danger text-sm">
          <CircleAlert aria-hidden="true" className="size-4 shrink-0" />
          {toSentence(error)}
        </p>
      )}
      {hint && (
        <div id={`${id}-hint`} className="mt-1.5 text-muted text-xs">
          {hint}
        </div>
      )}
    </div>
  );
}
