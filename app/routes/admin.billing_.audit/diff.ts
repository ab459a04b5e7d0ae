import type { JsonValue } from '../../services/audit/to-json.ts';

export interface DiffLine {
  /** Of the field, with dots into nested ones. */
  path: string;
  before: string | null;
  after: string | null;
  kind: 'added' | 'removed' | 'changed' | 'same';
}

const MAX_TEXT = 400;

/** What a write changed, field by field, in the order of the names; null stands for "was not there". */
export function diffOf(before: JsonValue, after: JsonValue): DiffLine[] {
  const old = flatten(before);
  const now = flatten(after);
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  return paths.map((path) => {
    const [was, is] = [old.get(path) ?? null, now.get(path) ?? null];
    const kind = was === null ? 'added' : is === null ? 'removed' : was === is ? 'same' : 'changed';
    return { path, before: shorten(was), after: shorten(is), kind };
  });
}

function flatten(value: JsonValue, path = '', into = new Map<string, string>()): Map<string, string> {
  if (value === null) {
    if (path !== '') into.set(path, 'null');
  } else if (typeof value === 'object' && Object.keys(value).length > 0) {
    for (const [key, entry] of Object.entries(value)) {
      flatten(entry, path === '' ? key : `${path}.${key}`, into);
    }
  } else {
    into.set(path === '' ? 'value' : path, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return into;
}

function shorten(text: string | null): string | null {
  return text !== null && text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
