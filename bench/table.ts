import type { BenchGroup, BenchResult } from './result.ts';

export function formatGroup({ title, results }: BenchGroup): string {
  const rows = results.map(toCells);
  const width = (index: 0 | 1 | 2) => Math.max(...rows.map((cells) => cells[index].length));
  const [names, values, targets] = [width(0), width(1), width(2)];
  const lines = rows.map(([name, value, target, verdict]) =>
    `  ${name.padEnd(names)}  ${value.padStart(values)}  ${target.padEnd(targets)}  ${verdict}`.trimEnd(),
  );
  return [title, ...lines].join('\n');
}

function toCells({ name, value, unit, target, met }: BenchResult): readonly [string, string, string, string] {
  const verdict = target === '' ? '' : met ? 'met' : 'MISSED';
  return [name, `${value.toLocaleString('en-US', { maximumFractionDigits: 3 })} ${unit}`, target, verdict];
}
