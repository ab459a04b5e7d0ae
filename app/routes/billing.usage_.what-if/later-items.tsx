import { Chip } from '../../components/ui/chip.tsx';
import type { ReplayRow } from './what-if-view.ts';

/** Late usage and corrections by name, and where each stands: what is on a document is part of what was invoiced. */
export function LaterItems({ rows }: { rows: readonly ReplayRow[] }) {
  const items = rows.flatMap(({ key, later }) =>
    later.map((item) => ({ ...item, key: `${key} ${item.key}` })),
  );
  if (items.length === 0) return null;
  return (
    <div className="border-divider border-t px-4 py-4 text-sm md:px-6">
      <h3 className="font-medium">After the period’s invoice</h3>
      <p className="mt-1 text-muted text-xs">
        The plans above are rated with these units. What is invoiced later or credited counts as invoiced; the
        rest does not yet.
      </p>
      <ul className="mt-2 space-y-1.5 text-muted">
        {items.map(({ key, description, amount, state }) => (
          <li key={key} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
            <span>{description}</span>
            <span className="flex items-center gap-3 tabular-nums">
              <Chip tone={state.tone}>{state.label}</Chip>
              {amount !== null && <span className="min-w-16 text-right text-strong">{amount}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
