import { isRecord } from '../judge/violations.ts';

/** Whose keys are the merchant's own. */
const FREE_KEYS = new Set(['metadata', 'payload', 'currency_options']);

/** The paths of all fields, list positions left out: `lines.data[].amount`. */
export function shapeOf(value: unknown, path = ''): Set<string> {
  const paths = new Set<string>();
  if (Array.isArray(value)) {
    for (const item of value) for (const inner of shapeOf(item, `${path}[]`)) paths.add(inner);
  } else if (isRecord(value)) {
    for (const [key, child] of Object.entries(value)) {
      const name = path === '' ? key : `${path}.${key}`;
      paths.add(name);
      if (!FREE_KEYS.has(key)) for (const inner of shapeOf(child, name)) paths.add(inner);
    }
  }
  return paths;
}

/** `/lines/data/0` and `tax` as `lines.data[].tax`. */
export function pointerToPath(pointer: string): string {
  return pointer
    .slice(1)
    .split('/')
    .reduce((path, key) => (/^\d+$/.test(key) ? `${path}[]` : path === '' ? key : `${path}.${key}`), '');
}
