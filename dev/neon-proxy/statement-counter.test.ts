import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createStatementCounter } from './statement-counter.ts';

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(type.length + 4);
  head.write(type, 'latin1');
  head.writeUInt32BE(4 + body.length, type.length);
  return Buffer.concat([head, body]);
}

const STARTUP = message('', Buffer.from('\x00\x03\x00\x00user\x00billing_app\x00\x00', 'latin1'));

it('counts simple queries and executes, however the stream is cut', () => {
  const types = fc.array(
    fc.tuple(fc.constantFrom('Q', 'E', 'P', 'B', 'S', 'X'), fc.uint8Array({ maxLength: 40 })),
  );
  const cuts = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1 });
  fc.assert(
    fc.property(types, cuts, (messages, sizes) => {
      let counted = 0;
      const count = createStatementCounter(() => {
        counted += 1;
      });
      let rest = Buffer.concat([
        STARTUP,
        ...messages.map(([type, body]) => message(type, Buffer.from(body))),
      ]);
      for (let turn = 0; rest.length > 0; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        count(rest.subarray(0, size));
        rest = rest.subarray(size);
      }
      expect(counted).toBe(messages.filter(([type]) => type === 'Q' || type === 'E').length);
    }),
  );
});
