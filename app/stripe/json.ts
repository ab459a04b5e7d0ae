/** Reading a payload whose API version is not ours: everything may be missing or of another shape. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function field(object: JsonObject, name: string): JsonObject | null {
  const value = object[name];
  return isJsonObject(value) ? value : null;
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The id of a reference, whether it came as the id or as the whole object. */
export function idOf(reference: unknown): string | null {
  return isJsonObject(reference) ? text(reference.id) : text(reference);
}

/** Unix seconds in v1 payloads, ISO text in v2 ones. */
export function instantOf(value: unknown): Date | null {
  const instant =
    typeof value === 'number' ? new Date(value * 1_000) : typeof value === 'string' ? new Date(value) : null;
  return instant === null || Number.isNaN(instant.getTime()) ? null : instant;
}
