import { jobWordsOf, jobWordsRank, spelledOut } from './job-words.ts';
import { formatCount } from './metric.ts';

const MAX_PARTS = 4;

/** One count or flag that is told; the lower rank is told first. */
interface Part {
  text: string;
  rank: number;
}

/** What a job's result comes to, in a line: its counts and flags that are not nothing, e.g. `72 rows read, 60 new hours`. */
export function jobGist(result: unknown, locale: string): string {
  if (result === null) return '';
  const told = jobFacts(result, locale);
  if (told.length === 0) return 'nothing to do';
  return [...told.slice(0, MAX_PARTS), ...(told.length > MAX_PARTS ? ['…'] : [])].join(', ');
}

/** All that a job's result counts and flags, what is nothing left out, what needs a person first. */
export function jobFacts(result: unknown, locale: string): readonly string[] {
  return inOrder(partsOf(result, locale)).map(({ text }) => text);
}

/** The database gives the keys of a result back in an order of its own. */
function inOrder(parts: readonly Part[]): readonly Part[] {
  return [...parts].sort((a, b) => a.rank - b.rank);
}

function partsOf(value: unknown, locale: string, path: readonly string[] = []): Part[] {
  if (value === true) return [{ text: flagOf(path), rank: jobWordsRank(path) }];
  if (Array.isArray(value) && value.some(isNamed)) return value.flatMap((each) => namedPart(each, locale));
  const count = Array.isArray(value) ? value.length : value;
  if (typeof count === 'number') {
    return count > 0 ? [{ text: countOf(count, path, locale), rank: jobWordsRank(path) }] : [];
  }
  if (count === null || typeof count !== 'object') return [];
  return Object.entries(count).flatMap(([key, inner]) => partsOf(inner, locale, [...path, key]));
}

/** A part that has a name of its own, e.g. `{ name: 'webhook payloads', rows: 3 }`: "webhook payloads: 3 rows". */
function namedPart(value: unknown, locale: string): Part[] {
  if (!isNamed(value)) return [];
  const counts = Object.entries(value).flatMap(([key, count]) =>
    typeof count === 'number' ? partsOf(count, locale, [key]) : [],
  );
  const [first, ...others] = inOrder(counts);
  if (first === undefined) return [];
  const told = [first, ...others].map(({ text }) => text).join(' and ');
  return [{ text: `${spelledOut([value.name])}: ${told}`, rank: first.rank }];
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
