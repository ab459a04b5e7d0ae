import { invalidRequest } from './errors.ts';

export type FormValue = string | FormObject;
export interface FormObject {
  [key: string]: FormValue;
}

const MAX_DEPTH = 8;

/** What was written as `a[]=x`, whose keys nobody named. */
const ARRAYS = new WeakSet<FormObject>();

export function isArray(value: FormObject): boolean {
  return ARRAYS.has(value);
}

/** `a[b][0]=c` to `{ a: { b: { 0: 'c' } } }`; arrays stay objects with numeric keys until a schema asks for a list. */
export function decodeForm(text: string): FormObject {
  const root: FormObject = Object.create(null);
  if (text === '') return root;
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const key = decodePart(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : decodePart(pair.slice(equals + 1));
    refuseNul(key, value);
    assign(root, key, value);
  }
  return root;
}

function decodePart(part: string): string {
  if (!part.includes('%') && !part.includes('+')) return part;
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    throw invalidRequest('Invalid request: the body is not valid form encoding.');
  }
}

/** No text that Stripe keeps holds one; for a name that does, its parameter is named. */
function refuseNul(key: string, value: string): void {
  if (!key.includes('\0') && !value.includes('\0')) return;
  const param = key.includes('\0') ? (/^[^[\0]*/.exec(key)?.[0] ?? '') : key;
  throw invalidRequest('Invalid string: must not contain null bytes', { param });
}

function assign(root: FormObject, key: string, value: string): void {
  const bracket = key.indexOf('[');
  if (bracket === -1) {
    root[key] = value;
    return;
  }
  const path = [
    key.slice(0, bracket),
    ...key
      .slice(bracket + 1)
      .replace(/\]$/, '')
      .split(']['),
  ];
  if (path.length > MAX_DEPTH) throw invalidRequest(`Invalid request: ${key} is nested too deeply.`);
  let node = root;
  path.forEach((segment, index) => {
    if (segment === '') ARRAYS.add(node);
    const name = segment === '' ? String(Object.keys(node).length) : segment;
    if (index === path.length - 1) {
      node[name] = value;
      return;
    }
    const child = node[name];
    if (typeof child === 'object') {
      node = child;
      return;
    }
    const created: FormObject = Object.create(null);
    node[name] = created;
    node = created;
  });
}
