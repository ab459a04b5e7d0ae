export interface WireAnswer {
  readonly status: number;
  readonly body: unknown;
}

export type WireClient = (method: string, path: string, params?: unknown) => Promise<WireAnswer>;

/** Calls the API as bare HTTP, so that nothing stands between a recorded request and the stand-in. */
export function createWireClient(url: string): WireClient {
  return async (method, path, params = {}) => {
    const form = encodeForm(params);
    const isPost = method === 'POST';
    const separator = path.includes('?') ? '&' : '?';
    const response = await fetch(url + path + (isPost || form === '' ? '' : separator + form), {
      method,
      headers: {
        Authorization: 'Bearer sk_test_corpus',
        ...(isPost && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
      ...(isPost && { body: form }),
    });
    return { status: response.status, body: await response.json() };
  };
}

export function encodeForm(params: unknown): string {
  const form = new URLSearchParams();
  append(form, '', params);
  return form.toString();
}

function append(form: URLSearchParams, name: string, value: unknown): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value))
      append(form, name === '' ? key : `${name}[${key}]`, child);
  } else {
    form.append(name, value === null ? '' : String(value));
  }
}
