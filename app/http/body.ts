import { BillingError } from '../domain/errors.ts';
import { HttpError } from './http-error.ts';

const MAX_BYTES = 64 * 1024;

type Body = Pick<Request, 'headers' | 'body' | 'arrayBuffer'>;

/** The whole body, refused with 413 as soon as it is too long, with a Content-Length or without. */
export async function readLimitedBody(request: Body, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new HttpError({ code: 'payload_too_large', message: `The body may have at most ${maxBytes} bytes.` });
  const announced = request.headers.get('content-length') ?? '';
  if (/^\d+$/.test(announced)) {
    if (Number(announced) > maxBytes) throw tooLarge();
    // HTTP cuts a body at its announced length, and read as a whole it costs a fraction.
    const whole = new Uint8Array(await request.arrayBuffer());
    if (whole.byteLength > maxBytes) throw tooLarge();
    return whole;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body;
}

/**
 * Takes in what a refusal left unread of a small body. A server closes the connection behind such an answer, and the
 * client's next request, already on its way there, would be reset. The answer does not wait long for a slow sender.
 */
export async function discardBody(
  request: Request,
  { maxBytes = MAX_BYTES, waitMs = 1_000 } = {},
): Promise<void> {
  const announced = Number(request.headers.get('content-length') ?? Number.NaN);
  if (request.body === null || request.bodyUsed || request.body.locked || !(announced <= maxBytes)) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  // One whose sender is gone ends the wait as well.
  const whole = request.arrayBuffer().then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([whole, enough]);
  clearTimeout(timer);
}

/** The parsed JSON body: 415 for another media type, 413 over 64 KiB, 400 when it is not JSON in UTF-8. */
export async function readJson(request: Request, maxBytes = MAX_BYTES): Promise<unknown> {
  const contentType = request.headers.get('content-type') ?? '';
  if (!/^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(contentType)) {
    throw new HttpError({
      code: 'unsupported_media_type',
      message: 'Send the body as application/json.',
      headers: { 'Accept-Post': 'application/json' },
    });
  }
  const bytes = await readLimitedBody(request, maxBytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new BillingError('invalid_request', 'The body is not valid JSON.', {
      fields: [{ path: 'body', message: 'is not valid JSON' }],
      cause,
    });
  }
}

const FORM = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i;

export function isForm(headers: Headers): boolean {
  return FORM.test(headers.get('content-type') ?? '');
}

/** The parsed form: 415 for another media type, 413 over 64 KiB, 400 when it is torn. */
export async function readForm(request: Body, maxBytes = MAX_BYTES): Promise<FormData> {
  if (!isForm(request.headers)) {
    throw new HttpError({ code: 'unsupported_media_type', message: 'Send the body as a form.' });
  }
  const bytes = await readLimitedBody(request, maxBytes);
  const contentType = request.headers.get('content-type') ?? '';
  try {
    return await new Response(bytes, { headers: { 'Content-Type': contentType } }).formData();
  } catch (cause) {
    throw new BillingError('invalid_request', 'The body is not a valid form.', {
      fields: [{ path: 'body', message: 'is not a valid form' }],
      cause,
    });
  }
}
