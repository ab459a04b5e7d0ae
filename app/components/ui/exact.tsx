import type { ReactNode } from 'react';

/** Words with rounded figures in them: what these are to the unit is their title, and read out after them. */
export function Exact({ exact, children }: { exact: string | null | undefined; children: ReactNode }) {
  if (exact === null || exact === undefined) return children;
  return (
    <span title={exact}>
      {children}
      <span className="sr-only"> ({exact})</span>
    </span>
  );
}
