/** One line of the table. A figure that only stands for comparison has no target, and is met. */
export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: string;
  readonly met: boolean;
}

export interface BenchGroup {
  title: string;
  results: readonly BenchResult[];
}

export function figure(name: string, value: number, unit: string): BenchResult {
  return { name, value: rounded(value), unit, target: '', met: true };
}

export function atMost(name: string, value: number, unit: string, limit: number): BenchResult {
  return {
    name,
    value: rounded(value),
    unit,
    target: `≤ ${limit.toLocaleString('en-US')}`,
    met: value <= limit,
  };
}

export function atLeast(name: string, value: number, unit: string, limit: number): BenchResult {
  return {
    name,
    value: rounded(value),
    unit,
    target: `≥ ${limit.toLocaleString('en-US')}`,
    met: value >= limit,
  };
}

/** Three figures that mean something; the rest is noise. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
