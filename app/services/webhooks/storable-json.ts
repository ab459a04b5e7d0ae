const SUSPECT = /\\u(?:0000|d[89a-f])/i;

/** The text itself, unless PostgreSQL's jsonb would refuse it: U+0000 and lone surrogates become U+FFFD. */
export function storableJson(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return JSON.stringify(cleaned(JSON.parse(text)));
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\0|\p{Surrogate}/gu, '\ufffd');
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [cleaned(key), cleaned(entry)]));
  }
  return value;
}
