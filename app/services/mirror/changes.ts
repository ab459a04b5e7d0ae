import { type JsonValue, toJson } from '../audit/to-json.ts';

export interface Changes {
  before: Record<string, JsonValue>;
  after: Record<string, JsonValue>;
}

/** The fields of `after` that differ from `before`, for the audit trail; null when none does. */
export function changesBetween(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Changes | null {
  const changed = Object.keys(after).filter((key) => canonical(before[key]) !== canonical(after[key]));
  if (changed.length === 0) return null;
  const pick = (from: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(changed.map((key) => [key, toJson(from[key] ?? null)]));
  return { before: pick(before), after: pick(after) };
}

/** PostgreSQL gives the keys of a jsonb value back in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(toJson(value ?? null), (_, entry: JsonValue) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
}
