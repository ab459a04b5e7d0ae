import type { ReactNode } from 'react';

/** Around a table whose figures may be wider than a phone: it scrolls by itself, the page does not. */
export function WideTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section aria-label={label} tabIndex={0} className="min-w-0 overflow-x-auto">
      {children}
    </section>
  );
}
