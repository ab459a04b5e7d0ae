import { formatCount } from './metric.ts';

const MAX_PARTS = 4;

/** What a job's result comes to, in a line: its counts and flags that are not nothing, e.g. `rows read 72, accepted 60`. */
export function jobGist(result: unknown, locale: string): string {
  if (result === null) return '';
  const told = partsOf(result, locale);
  if (told.length === 0) return 'nothing to do';
  return [...told.slice(0, MAX_PARTS), ...(told.length > MAX_PARTS ? ['…'] : [])].join(', ');
}

function partsOf(value: unknown, locale: string, path: readonly string[] = []): string[] {
  if (value === true) return [wordsOf(path)];
  const count = Array.isArray(value) ? value.length : value;
  if (typeof count === 'number') return count > 0 ? [`${wordsOf(path)} ${formatCount(count, locale)}`] : [];
  if (count === null || typeof count !== 'object') return [];
  return Object.entries(count).flatMap(([key, inner]) => partsOf(inner, locale, [...path, key]));
}

/** `['sync', 'rowsRead']` → `rows read`; a bare word keeps the part that it is of. */
function wordsOf(path: readonly string[]): string {
  const words = (path.at(-1) ?? '').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const part = path.length > 1 ? path.at(-2) : undefined;
  return part === undefined || part === words || words.includes(' ') ? words : `${part} ${words}`;
}
