declare global {
  interface JSON {
    /** Numbers by their text (ECMAScript, "JSON.parse source text access"); TypeScript does not know it yet. */
    rawJSON(text: string): unknown;
  }
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** What stands in the JSON: a number, or a decimal string where a reader's double could not hold it. */
export type ExactNumber = number | string;

export function exactInteger(value: bigint): ExactNumber {
  return isSafe(value) ? Number(value) : value.toString();
}

/** `unscaled × 10^-places`, every digit of it, without trailing zeros: `(12340n, 3)` is `12.34`. */
export function exactDecimal(unscaled: bigint, places: number): ExactNumber {
  const text = decimalText(unscaled, places);
  return isSafe(unscaled) ? asNumber(text) : text;
}

/** A decimal string as it comes from the database. */
export function exactFromText(text: string): ExactNumber {
  const digits = text.replace(/[-.]/g, '');
  return isSafe(BigInt(digits)) ? asNumber(text) : text;
}

function isSafe(value: bigint): boolean {
  return value <= MAX_SAFE && value >= -MAX_SAFE;
}

/** Serialises digit by digit; typed as the number that readers will see. */
function asNumber(text: string): number {
  return JSON.rawJSON(text) as number;
}

function decimalText(unscaled: bigint, places: number): string {
  const magnitude = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(places + 1, '0');
  const whole = magnitude.slice(0, magnitude.length - places);
  const fraction = magnitude.slice(magnitude.length - places).replace(/0+$/, '');
  const text = fraction === '' ? whole : `${whole}.${fraction}`;
  return unscaled < 0n && text !== '0' ? `-${text}` : text;
}
