import { expect, test, vi } from 'vitest';
import { discardBody, readForm, readJson, readLimitedBody } from './body.ts';

function post(body: BodyInit, contentType: string): Request {
  return new Request('https://billing.test/', {
    method: 'POST',
    body,
    headers: { 'Content-Type': contentType },
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
}

test.each(['application/json', 'application/json; charset=utf-8', 'application/merge-patch+json'])(
  '%s is read as JSON',
  async (type) => {
    expect(await readJson(post('{"a":1}', type))).toEqual({ a: 1 });
  },
);

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json'])(
  '%s is 415',
  async (type) => {
    await expect(readJson(post('{}', type))).rejects.toMatchObject({ code: 'unsupported_media_type' });
  },
);

test.each(['', '{', 'undefined', '{"a":1}x'])('the text %j is not JSON: 400', async (text) => {
  await expect(readJson(post(text, 'application/json'))).rejects.toMatchObject({
    code: 'invalid_request',
    fields: [{ path: 'body', message: 'is not valid JSON' }],
  });
});

test('bytes that are not UTF-8 are 400', async () => {
  const bytes = new Uint8Array([0x22, 0xff, 0x22]);
  await expect(readJson(post(bytes, 'application/json'))).rejects.toMatchObject({ code: 'invalid_request' });
});

test('10 bytes pass a limit of 10, 11 do not, also when no length was announced', async () => {
  const stream = (length: number) =>
    new ReadableStream({
      start(controller) {
        for (let index = 0; index < length; index += 1) controller.enqueue(new Uint8Array(1));
        controller.close();
      },
    });
  expect((await readLimitedBody(post(stream(10), 'x/y'), 10)).byteLength).toBe(10);
  await expect(readLimitedBody(post(stream(11), 'x/y'), 10)).rejects.toMatchObject({
    code: 'payload_too_large',
  });
});

test.each([
  ['that fits', '10', 10, 10],
  ['that is too small', '1', 10, 10],
  ['that is no number', 'ten', 10, 10],
  ['that is empty', '', 10, 10],
])(
  'a body with a length %s is read whole, and one byte more than the limit is 413',
  async (_, length, fits, limit) => {
    const announcing = (bytes: number) => {
      const request = post(new Uint8Array(bytes), 'x/y');
      request.headers.set('Content-Length', length);
      return request;
    };
    expect((await readLimitedBody(announcing(fits), limit)).byteLength).toBe(fits);
    await expect(readLimitedBody(announcing(fits + 1), limit)).rejects.toMatchObject({
      code: 'payload_too_large',
    });
  },
);

test('an announced length over the limit is 413 before anything is read', async () => {
  const request = post(new Uint8Array(1), 'x/y');
  request.headers.set('Content-Length', '11');
  await expect(readLimitedBody(request, 10)).rejects.toMatchObject({ code: 'payload_too_large' });
  expect(request.bodyUsed).toBe(false);
});

test('a torn multipart form is 400, JSON instead of a form 415', async () => {
  const torn = post('--x\r\nnothing', 'multipart/form-data; boundary=x');
  await expect(readForm(torn)).rejects.toMatchObject({ code: 'invalid_request' });
  await expect(readForm(post('{}', 'application/json'))).rejects.toMatchObject({
    code: 'unsupported_media_type',
  });
});

test('what nobody read of a small body is taken in; a long one, one of unknown length and one half read are left', async () => {
  const announcing = (length: number) => {
    const request = post(new Uint8Array(4), 'x/y');
    request.headers.set('Content-Length', `${length}`);
    return request;
  };
  const small = announcing(4);
  await discardBody(small, { maxBytes: 4 });
  expect(small.bodyUsed).toBe(true);

  const long = announcing(5);
  await discardBody(long, { maxBytes: 4 });
  expect(long.bodyUsed).toBe(false);

  const unannounced = post('text', 'x/y');
  await discardBody(unannounced);
  expect(unannounced.bodyUsed).toBe(false);

  const halfRead = announcing(4);
  halfRead.body?.getReader();
  const read = vi.spyOn(halfRead, 'arrayBuffer');
  await discardBody(halfRead);
  expect(read).not.toHaveBeenCalled();
});

test('an answer does not wait for a body that never comes', async () => {
  const request = post(new ReadableStream(), 'x/y');
  request.headers.set('Content-Length', '4');
  await expect(discardBody(request, { waitMs: 1 })).resolves.toBeUndefined();
});

test('a body whose sender is gone is let go', async () => {
  const torn = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) });
  const request = post(torn, 'x/y');
  request.headers.set('Content-Length', '4');
  await expect(discardBody(request)).resolves.toBeUndefined();
});
