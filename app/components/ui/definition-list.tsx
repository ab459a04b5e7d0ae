import type { ReactNode } from 'react';

export interface Definition {
  term: string;
  value: ReactNode;
}

export function DefinitionList({ items }: { items: readonly Definition[] }) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] content-start gap-x-6 gap-y-3 text-sm">
      {items.map(({ term, value }) => (
        <div key={term} className="contents">
          <dt className="text-muted">{term}</dt>
          <dd className="min-w-0 text-strong">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
