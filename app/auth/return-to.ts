const ANY_ORIGIN = 'https://origin.invalid';

/** A path on this origin, with query and hash, or the fallback. Whatever a browser could read as another host is refused. */
export function safeReturnTo(value: string | null | undefined, fallback: string): string {
  if (value === null || value === undefined || !isPath(value)) return fallback;
  const url = URL.canParse(value, ANY_ORIGIN) ? new URL(value, ANY_ORIGIN) : null;
  if (url === null || url.origin !== ANY_ORIGIN) return fallback;
  const path = `${url.pathname}${url.search}${url.hash}`;
  return isPath(path) ? path : fallback;
}

/** Browsers read backslashes as slashes and drop control characters, hence printable ASCII without a backslash. */
function isPath(value: string): boolean {
  return /^\/(?!\/)[!-[\]-~]*$/.test(value);
}

/** Where to sign in, coming back to the page that was asked for. */
export function signInLocation(signInUrl: string, request: Request): string {
  const { pathname, search } = new URL(request.url);
  const separator = signInUrl.includes('?') ? '&' : '?';
  return `${signInUrl}${separator}returnTo=${encodeURIComponent(safeReturnTo(pathname + search, '/billing'))}`;
}
