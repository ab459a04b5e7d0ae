/** The value of the first cookie of that name, or null. */
export function readCookie(headers: Headers, name: string): string | null {
  const header = headers.get('cookie');
  if (header === null) return null;
  for (const part of header.split(';')) {
    const separator = part.indexOf('=');
    if (separator > 0 && part.slice(0, separator).trim() === name) return part.slice(separator + 1).trim();
  }
  return null;
}
