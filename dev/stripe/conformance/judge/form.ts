export type FormValue = string | FormValue[] | { [key: string]: FormValue };

/**
 * Reads `a[b][0]=c` into a nested value. Written apart from the stand-in's own reader, so that each checks the other.
 */
export function parseForm(text: string): Record<string, FormValue> {
  const root: Record<string, FormValue> = {};
  for (const [name, value] of new URLSearchParams(text)) insert(root, keysOf(name), value);
  const entries = Object.entries(root).map(([key, value]) => [key, withArrays(value)] as const);
  return Object.fromEntries(entries);
}

function keysOf(name: string): string[] {
  const [head = '', ...rest] = name.split('[');
  return [head, ...rest.map((part) => part.replace(/\]$/, ''))];
}

function insert(
  holder: Record<string, FormValue>,
  [key = '', ...rest]: readonly string[],
  value: string,
): void {
  const name = key === '' ? String(Object.keys(holder).length) : key;
  if (rest.length === 0) {
    holder[name] = value;
    return;
  }
  const known = holder[name];
  const child = typeof known === 'object' && !Array.isArray(known) ? known : {};
  holder[name] = child;
  insert(child, rest, value);
}

/** An object whose keys are 0, 1, 2 … was an array. */
function withArrays(value: FormValue): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, child]) => [key, withArrays(child)] as const);
  const isArray = entries.length > 0 && entries.every(([key], index) => key === String(index));
  return isArray ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}
