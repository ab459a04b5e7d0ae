/** Longer ones are cut: the page is for reading, not for keeping. */
const MAX_CHARACTERS = 100_000;

export function toPayloadText(payload: unknown): { text: string; isCut: boolean } {
  const text = JSON.stringify(payload, null, 2);
  return { text: text.slice(0, MAX_CHARACTERS), isCut: text.length > MAX_CHARACTERS };
}
