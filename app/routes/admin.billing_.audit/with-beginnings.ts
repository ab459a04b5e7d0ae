const BY_BEGINNING: readonly string[] = ['actor', 'action', 'object_id'];

/** On the page a text finds what begins with it; the API takes it for the whole unless it ends with `*`. */
export function withBeginnings(search: URLSearchParams): URLSearchParams {
  return new URLSearchParams(
    [...search].map(([name, value]) => {
      const text = value.trim();
      return [name, BY_BEGINNING.includes(name) && !text.endsWith('*') ? `${text}*` : text];
    }),
  );
}
