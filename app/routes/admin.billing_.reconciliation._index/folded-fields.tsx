import type { ReactNode } from 'react';
import type { FormRefusal } from '../../pages/form-errors.ts';

interface FoldedFieldsProps {
  title: string;
  refusal: FormRefusal | null;
  /** How the paths of its fields begin. */
  paths: readonly string[];
  children: ReactNode;
}

/** Fields that few need; open when one of them was refused. Opens without a script. */
export function FoldedFields({ title, refusal, paths, children }: FoldedFieldsProps) {
  const isRefused =
    refusal?.fields.some(({ path }) => paths.some((start) => path.startsWith(start))) ?? false;
  return (
    <details open={isRefused} className="group rounded-md border border-edge">
      <summary className="flex min-h-10 list-none items-center justify-between gap-4 rounded-md px-4 py-2 font-medium text-sm hover:bg-hover">
        {title}
        <span aria-hidden="true" className="text-muted transition-transform group-open:rotate-90">
          ›
        </span>
      </summary>
      <div className="space-y-4 border-divider border-t px-4 py-4">{children}</div>
    </details>
  );
}
