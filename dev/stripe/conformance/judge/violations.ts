import type { ErrorObject } from 'ajv';
import { isDeliberate } from '../deliberate-differences.ts';

/** A field that is not as Stripe's types say, in words: `/lines/data/0: lacks "amount"`. */
export type Violation = string;

export function toViolations(errors: readonly ErrorObject[], data: unknown): Violation[] {
  const found = new Map<string, string[]>();
  for (const error of errors) {
    if (!isTelling(error, errors) || isDeliberate(toDifference(error, data))) continue;
    const place = error.instancePath === '' ? '/' : error.instancePath;
    const key = isBranch(error, errors) ? place : `${place} ${inWords(error)}`;
    const words = found.get(key) ?? [];
    if (!words.includes(inWords(error))) found.set(key, [...words, inWords(error)]);
  }
  return [...found].map(([key, words]) => `${key.split(' ', 1)}: ${words.join(' and ')}`);
}

const BRANCHING = new Set(['anyOf', 'if']);
const KIND = new Set(['type', 'enum', 'const', 'pattern']);

/** A union says of each of its branches why not; where one branch was clearly meant, only its own reasons tell. */
function isTelling(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (BRANCHING.has(error.keyword)) return false;
  return !isBranch(error, errors) || !errors.some((other) => isInside(other, error.instancePath));
}

function isBranch({ keyword, instancePath }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (!KIND.has(keyword)) return false;
  return errors.some((other) => other.keyword === 'anyOf' && other.instancePath === instancePath);
}

function isInside({ keyword, instancePath }: ErrorObject, path: string): boolean {
  if (BRANCHING.has(keyword)) return false;
  return instancePath.startsWith(`${path}/`) || (instancePath === path && !KIND.has(keyword));
}

function toDifference(error: ErrorObject, data: unknown) {
  const holder = valueAt(data, error.instancePath);
  const { additionalProperty, missingProperty } = error.params as Record<string, string | undefined>;
  return {
    object: isRecord(holder) ? holder.object : undefined,
    ...(additionalProperty !== undefined && { extra: additionalProperty }),
    ...(missingProperty !== undefined && { missing: missingProperty }),
  };
}

function inWords(error: ErrorObject): string {
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
      return `has the unknown field "${params.additionalProperty}"`;
    case 'required':
      return `lacks "${params.missingProperty}"`;
    case 'enum':
      return `is none of ${JSON.stringify(params.allowedValues)}`;
    case 'const':
      return `is not ${JSON.stringify(params.allowedValue)}`;
    case 'type':
      return `is not of type ${String(params.type)}`;
    case 'pattern':
      return 'is not a decimal';
    case 'discriminator':
      return `is of an unknown ${String(params.tag)}: ${JSON.stringify(params.tagValue)}`;
    default:
      return error.message ?? error.keyword;
  }
}

function valueAt(data: unknown, pointer: string): unknown {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), data);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
