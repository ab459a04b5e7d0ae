import { jobWordsOf, spelledOut } from './job-words.ts';
import { formatCount } from './metric.ts';

const MAX_PARTS = 4;

/** What a job's result comes to, in a line: its counts and flags that are not nothing, e.g. `72 rows read, 60 new hours`. */
export function jobGist(result: unknown, locale: string): string {
  if (result === null) return '';
  const told = partsOf(result, locale);
  if (told.length === 0) return 'nothing to do';
  return [...told.slice(0, MAX_PARTS), ...(told.length > MAX_PARTS ? ['…'] : [])].join(', ');
}

/** All that a job's result counts and flags, in its own order, nothing left out but what is nothing. */
export function jobFacts(result: unknown, locale: string): readonly string[] {
  return partsOf(result, locale);
}

function partsOf(value: unknown, locale: string, path: readonly string[] = []): string[] {
  if (value === true) return [flagOf(path)];
  if (Array.isArray(value) && value.some(isNamed)) return value.flatMap((each) => namedParts(each, locale));
  const count = Array.isArray(value) ? value.length : value;
  if (typeof count === 'number') return count > 0 ? [countOf(count, path, locale)] : [];
  if (count === null || typeof count !== 'object') return [];
  return Object.entries(count).flatMap(([key, inner]) => partsOf(inner, locale, [...path, key]));
}

/** A part that has a name of its own, e.g. `{ name: 'webhook payloads', rows: 3 }`: "webhook payloads: 3 rows". */
function namedParts(value: unknown, locale: string): string[] {
  if (!isNamed(value)) return [];
  const told = Object.entries(value).flatMap(([key, count]) =>
    typeof count === 'number' ? partsOf(count, locale, [key]) : [],
  );
  return told.length === 0 ? [] : [`${spelledOut([value.name])}: ${told.join(' and ')}`];
}

function isNamed(value: unknown): value is { name: string } {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}

function countOf(count: number, path: readonly string[], locale: string): string {
  const words = jobWordsOf(path);
  const figure = formatCount(count, locale);
  if (words === null) return `${spelledOut(path)} ${figure}`;
  if (typeof words === 'string') return `${figure} ${words}`;
  return `${figure} ${count === 1 ? words[0] : words[1]}`;
}

function flagOf(path: readonly string[]): string {
  const words = jobWordsOf(path);
  return typeof words === 'string' ? words : spelledOut(path);
}
