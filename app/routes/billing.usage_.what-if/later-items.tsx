import type { ReplayRow } from './what-if-view.ts';

/** Late usage and corrections by name: part of what was invoiced for their period, or still to come. */
export function LaterItems({ rows }: { rows: readonly ReplayRow[] }) {
  const items = rows.flatMap(({ key, later }) =>
    later.map((item) => ({ ...item, key: `${key} ${item.key}` })),
  );
  if (items.length === 0) return null;
  return (
    <div className="border-divider border-t px-4 py-4 text-sm md:px-6">
      <h3 className="font-medium">Settled after the period’s invoice</h3>
      <ul className="mt-1 space-y-1 text-muted">
        {items.map(({ key, description, amount, isBilled }) => (
          <li key={key} className="flex flex-wrap justify-between gap-x-6">
            <span>{description}</span>
            <span className="tabular-nums">
              <span className="text-strong">{amount}</span>
              {isBilled ? ', counted above' : ', not on an invoice yet'}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
