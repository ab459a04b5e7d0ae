import type { MinimumView } from './minimum-view.ts';

/** What is missing to the minimum commitment, and how that is reckoned. */
export function MinimumRow({ minimum: { title, standing, sum, expected } }: { minimum: MinimumView }) {
  return (
    <section aria-labelledby="minimum-title" className="border-divider border-t px-4 py-4 text-sm md:px-6">
      <h3 id="minimum-title" className="flex flex-wrap justify-between gap-x-6 font-medium">
        <span>{title}</span>
        <span className="tabular-nums">{standing}</span>
      </h3>
      <p className="mt-1 text-muted tabular-nums">{sum}</p>
      {expected !== null && <p className="mt-1 text-muted">{expected}</p>}
    </section>
  );
}
