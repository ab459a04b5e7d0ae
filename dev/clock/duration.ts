const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `"90m"`, `"6h"` or `"3d"` in milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})([mhd])$/.exec(text);
  if (match === null) return undefined;
  const [, count = '', unit = ''] = match;
  return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
