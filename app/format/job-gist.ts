import { formatCount } from './metric.ts';

const MAX_PARTS = 4;

/** What a job's result comes to, in a line: its counts that are not nothing, e.g. `rows read 72, accepted 60`. */
export function jobGist(result: unknown, locale: string): string {
  const counts = countsOf(result);
  const told = counts.slice(0, MAX_PARTS).map(({ name, count }) => `${name} ${formatCount(count, locale)}`);
  if (told.length === 0) return result === null ? '' : 'nothing to do';
  return [...told, ...(counts.length > MAX_PARTS ? ['…'] : [])].join(', ');
}

function countsOf(value: unknown, path: readonly string[] = []): { name: string; count: number }[] {
  if (typeof value === 'number' && value > 0) return [{ name: wordsOf(path), count: value }];
  if (Array.isArray(value) && value.length > 0) return [{ name: wordsOf(path), count: value.length }];
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => countsOf(inner, [...path, key]));
}

/** `['sync', 'rowsRead']` → `rows read`; a bare word keeps the part that it is of. */
function wordsOf(path: readonly string[]): string {
  const words = (path.at(-1) ?? '').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const part = path.length > 1 ? path.at(-2) : undefined;
  return part === undefined || part === words || words.includes(' ') ? words : `${part} ${words}`;
}
