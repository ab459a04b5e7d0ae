function isHash(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An event's `previous_attributes`: the old values of what changed; of a hash or a list only its changed keys. */
export function changedFields(before: object, after: object): Record<string, unknown> {
  const old = before as Record<string, unknown>;
  const current = after as Record<string, unknown>;
  const changed: [key: string, value: unknown][] = [];
  for (const key of new Set([...Object.keys(old), ...Object.keys(current)])) {
    const [was, is] = [old[key], current[key]];
    if (was === is || JSON.stringify(was) === JSON.stringify(is)) continue;
    const isPart = isHash(was) && isHash(is) && (was.object === undefined || was.object === 'list');
    changed.push([key, isPart ? changedFields(was, is) : (was ?? null)]);
  }
  return Object.fromEntries(changed);
}
