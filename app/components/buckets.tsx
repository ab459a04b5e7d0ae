import type { BucketsView } from '../pages/buckets-view.ts';

/** Where a closed period's units went, each bucket a line, with their sum. */
export function Buckets({ buckets: { rows, total } }: { buckets: BucketsView }) {
  return (
    <dl className="space-y-1.5 text-sm tabular-nums">
      {rows.map(({ key, label, units }) => (
        <div key={key} className="flex justify-between gap-4">
          <dt className="text-muted">{label}</dt>
          <dd>{units}</dd>
        </div>
      ))}
      <div className="flex justify-between gap-4 border-divider border-t pt-1.5 font-semibold">
        <dt>Used in all</dt>
        <dd>{total}</dd>
      </div>
    </dl>
  );
}
