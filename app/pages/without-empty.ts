/** A form sends its empty fields too; an empty field says nothing. */
export function withoutEmpty(search: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...search].filter(([, value]) => value.trim() !== ''));
}
