import { invalidRequest } from './errors.ts';
import { isArray } from './form.ts';
import { type Param, param } from './params.ts';
import type { Metadata } from './types.ts';

/** The limits were measured at Stripe in code points; what exceeds one is refused at the whole of the metadata. */
const MAX_KEYS = 50;
const MAX_KEY_LENGTH = 40;
const MAX_VALUE_LENGTH = 500;

/** Keys to set; an empty value unsets its key, an empty whole unsets all. */
export type MetadataChange = Record<string, string> | null;

export function metadata(): Param<MetadataChange, false> {
  return param(
    (value, path) => {
      if (value === '') return null;
      if (typeof value === 'string' || isArray(value)) throw invalidRequest('Invalid hash', { param: path });
      return Object.fromEntries(
        Object.entries(value).map(([key, entry]) => {
          if (typeof entry !== 'string') {
            throw invalidRequest('Metadata values must be strings.', { param: `${path}[${key}]` });
          }
          requireLimits(key, entry, path);
          return [key, entry] as const;
        }),
      );
    },
    { kind: 'map' },
  );
}

function requireLimits(key: string, value: string, param: string): void {
  const [keyLength, valueLength] = [lengthOf(key), lengthOf(value)];
  if (keyLength > MAX_KEY_LENGTH) {
    throw invalidRequest(
      `Metadata keys can have up to ${MAX_KEY_LENGTH} characters, but you passed in a key that is ${keyLength} characters. Invalid key: ${key}`,
      { param },
    );
  }
  if (/[[\]]/.test(key)) {
    throw invalidRequest(`Metadata keys can't contain square brackets. Invalid key: ${key}`, { param });
  }
  if (valueLength > MAX_VALUE_LENGTH) {
    throw invalidRequest(
      `Metadata values can have up to ${MAX_VALUE_LENGTH} characters, but you passed in a value that is ${valueLength} characters. Invalid value: ${value}`,
      { param },
    );
  }
}

function lengthOf(text: string): number {
  return [...text].length;
}

/** Stripe merges metadata: keys given are set, keys given empty are unset, the rest stays; 50 keys at most. */
export function mergeMetadata(
  current: Metadata,
  change: MetadataChange | undefined,
  param = 'metadata',
): Metadata {
  if (change === undefined) return current;
  if (change === null) return {};
  const merged = new Map(Object.entries(current));
  for (const [key, value] of Object.entries(change)) {
    if (value === '') merged.delete(key);
    else merged.set(key, value);
  }
  const count = merged.size;
  if (count > MAX_KEYS) {
    throw invalidRequest(
      `Metadata can have up to ${MAX_KEYS} keys, but you've set ${count}. Email us at support+metadata@stripe.com for more information.`,
      { param },
    );
  }
  return Object.fromEntries(merged);
}
