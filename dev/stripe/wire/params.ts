import { type ErrorCode, invalidRequest } from './errors.ts';
import { type FormObject, type FormValue, isArray } from './form.ts';

/** How one parameter of a request is read. An unknown one is refused, as Stripe does. */
export interface Param<T, Required extends boolean = boolean> {
  readonly required: Required;
  readonly shape: Shape;
  parse(value: FormValue, path: string): T;
}

export type Fields = Readonly<Record<string, Param<unknown>>>;

/** What a parameter looks like from outside, so that it can be held against Stripe's description. */
export type Shape =
  | { readonly kind: 'value' | 'map' | 'removed' }
  | { readonly kind: 'object'; readonly fields: Fields }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'either'; readonly shapes: readonly Shape[] };

const VALUE: Shape = { kind: 'value' };
/** `a, b, or c`. */
const EITHER = new Intl.ListFormat('en', { type: 'disjunction' });
type RequiredKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends Param<unknown, true> ? K : never;
}[keyof F];

export type Parsed<P> = P extends Param<infer T> ? T : never;
export type ParsedFields<F extends Fields> = { [K in RequiredKeys<F>]: Parsed<F[K]> } & {
  [K in Exclude<keyof F, RequiredKeys<F>>]?: Parsed<F[K]>;
};

/** A parameter that is read by `parse`. */
export function param<T>(
  parse: (value: FormValue, path: string) => T,
  shape: Shape = VALUE,
): Param<T, false> {
  return { required: false, shape, parse };
}

export function required<T>(inner: Param<T>): Param<T, true> {
  return { required: true, shape: inner.shape, parse: (value, path) => inner.parse(value, path) };
}

export function text(maxLength = 5000): Param<string, false> {
  return param((value, path) => {
    refuseEmpty(value, path);
    if (typeof value !== 'string') throw invalidRequest('Invalid string.', { param: path });
    if (value.length > maxLength) {
      throw invalidRequest(`Invalid string: must be at most ${maxLength} characters`, {
        param: path,
      });
    }
    return value;
  });
}

/** A parameter that Stripe took away, and whose callers it tells so by a code of its own. */
export function removed(code: ErrorCode, message: string): Param<never, false> {
  return param(
    (_value, path) => {
      throw invalidRequest(message, { param: path, code });
    },
    { kind: 'removed' },
  );
}

/** A parameter whose value is read further, by what it stands for. */
export function refined<T, U>(inner: Param<T>, refine: (value: T, path: string) => U): Param<U, false> {
  return param((value, path) => refine(inner.parse(value, path), path), inner.shape);
}

/** Empty asks to unset a parameter, and most cannot be. */
function refuseEmpty(value: FormValue, path: string): void {
  if (value !== '') return;
  throw invalidRequest(
    `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a parameter; however '${path}' cannot be unset. You should remove '${path}' from your request or supply a non-empty value.`,
    { param: path, code: 'parameter_invalid_empty' },
  );
}

/** A string that may be unset by the empty string. */
export function emptyable<T>(inner: Param<T>): Param<T | null, false> {
  return param((value, path) => (value === '' ? null : inner.parse(value, path)), inner.shape);
}

export function integer(limits: { min?: number; max?: number } = {}): Param<number, false> {
  const { min, max } = limits;
  return param((value, path) => {
    if (typeof value !== 'string' || !/^-?\d{1,15}$/.test(value)) {
      throw invalidRequest(`Invalid integer: ${typeof value === 'string' ? value : 'object'}`, {
        param: path,
        code: 'parameter_invalid_integer',
      });
    }
    const number = Number(value);
    if (min !== undefined && number < min) {
      throw invalidRequest(`This value must be greater than or equal to ${min}.`, {
        param: path,
        code: 'parameter_invalid_integer',
      });
    }
    if (max !== undefined && number > max) {
      throw invalidRequest(`This value must be less than or equal to ${max}.`, {
        param: path,
        code: 'parameter_invalid_integer',
      });
    }
    return number;
  });
}

/** The last second of the year 9999: what is later has no ISO date of the usual form. */
const LATEST_TIMESTAMP = 253_402_300_799;

export const timestamp = (): Param<number, false> =>
  refined(integer({ min: 0 }), (value, path) => {
    if (value <= LATEST_TIMESTAMP) return value;
    throw invalidRequest(`Invalid timestamp: ${value} lies too far in the future.`, { param: path });
  });

export function boolean(): Param<boolean, false> {
  return param((value, path) => {
    if (value === 'true' || value === 'false') return value === 'true';
    throw invalidRequest(`Invalid boolean: ${typeof value === 'string' ? value : 'object'}`, { param: path });
  });
}

export function oneOf<const T extends readonly string[]>(...options: T): Param<T[number], false> {
  return param((value, path) => {
    refuseEmpty(value, path);
    const found = options.find((option) => option === value);
    if (found === undefined) {
      throw invalidRequest(`Invalid ${path}: must be one of ${EITHER.format(options)}`, { param: path });
    }
    return found;
  });
}

export function either<A, B>(first: Param<A>, second: Param<B>): Param<A | B, false> {
  return param(
    (value, path) => {
      try {
        return first.parse(value, path);
      } catch {
        return second.parse(value, path);
      }
    },
    { kind: 'either', shapes: [first.shape, second.shape] },
  );
}

export function list<T>(item: Param<T>): Param<T[], false> {
  return param(
    (value, path) => {
      refuseEmpty(value, path);
      if (typeof value === 'string') throw invalidRequest('Invalid array', { param: path });
      return Object.entries(value)
        .sort(([a], [b]) => Number(a) - Number(b))
        .map(([index, entry]) => {
          if (!/^\d+$/.test(index)) throw invalidRequest('Invalid array', { param: path });
          return item.parse(entry, `${path}[${index}]`);
        });
    },
    { kind: 'list', item: item.shape },
  );
}

export function stringMap(): Param<Record<string, string>, false> {
  return param(
    (value, path) => {
      refuseEmpty(value, path);
      if (typeof value === 'string' || isArray(value)) throw invalidRequest('Invalid hash', { param: path });
      const entries = Object.entries(value).map(([key, entry]) => {
        if (typeof entry !== 'string') throw invalidRequest('Invalid string.', { param: `${path}[${key}]` });
        return [key, entry] as const;
      });
      return Object.fromEntries(entries);
    },
    { kind: 'map' },
  );
}

export function mapOf<T>(item: Param<T>): Param<Record<string, T>, false> {
  return param(
    (value, path) => {
      refuseEmpty(value, path);
      if (typeof value === 'string' || isArray(value)) throw invalidRequest('Invalid hash', { param: path });
      return Object.fromEntries(
        Object.entries(value).map(([key, entry]) => [key, item.parse(entry, `${path}[${key}]`)]),
      );
    },
    { kind: 'map' },
  );
}

export function object<F extends Fields>(fields: F): Param<ParsedFields<F>, false> {
  return param(
    (value, path) => {
      refuseEmpty(value, path);
      if (typeof value === 'string') throw invalidRequest('Invalid object', { param: path });
      return parseFields(fields, value, path);
    },
    { kind: 'object', fields },
  );
}

export function parseFields<F extends Fields>(fields: F, form: FormObject, path = ''): ParsedFields<F> {
  const name = (key: string) => (path === '' ? key : `${path}[${key}]`);
  const parsed: Record<string, unknown> = {};
  for (const key in form) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    const value = form[key];
    if (field === undefined || value === undefined) {
      const unknown = Object.keys(form).filter((other) => !Object.hasOwn(fields, other));
      const noun = unknown.length > 1 ? 'parameters' : 'parameter';
      throw invalidRequest(`Received unknown ${noun}: ${unknown.map(name).join(', ')}`, {
        param: name(key),
        code: 'parameter_unknown',
      });
    }
    parsed[key] = field.parse(value, name(key));
  }
  for (const key in fields) {
    if (fields[key]?.required && !(key in form)) {
      throw invalidRequest(`Missing required param: ${name(key)}.`, {
        param: name(key),
        code: 'parameter_missing',
      });
    }
  }
  return parsed as ParsedFields<F>;
}
