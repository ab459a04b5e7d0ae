import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

function start(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  const exit = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>;
  /** What it says first; nothing if it ends without a word. */
  const firstLine = Promise.race([
    once(createInterface(child.stdout), 'line') as Promise<[string]>,
    exit.then(() => [''] as const),
  ]);
  const complaints = text(child.stderr);
  return { child, firstLine, exit, complaints };
}

test('the example of the README runs as it is written', async () => {
  const readme = await readFile(join(import.meta.dirname, 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const file = join(ROOT, `readme-example-${process.pid}.ts`);
  await writeFile(file, example);
  const { child, firstLine, exit } = start(file);
  try {
    expect((await firstLine)[0]).toMatch(
      /^cus_\w{14}: http:\/\/127\.0\.0\.1:\d+\/_dashboard\/customers\/cus_\w{14}$/,
    );
    expect(await exit).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    await rm(file);
  }
});

test('the stand-in starts by itself, and ends when asked to', async () => {
  const { child, firstLine, exit } = start('dev/stripe/start.ts', '0');
  try {
    const [, url = ''] = /(http:\S+),/.exec((await firstLine)[0]) ?? [];
    const answer = await fetch(`${url}/v1/customers`, { headers: { authorization: 'Bearer sk_test_dev' } });
    expect(await answer.json()).toMatchObject({ object: 'list', data: [] });
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});

test('a port that is taken, or is none, is told in one line', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  try {
    for (const [given, complaint] of [
      [String(port), `listen EADDRINUSE: address already in use 127.0.0.1:${port}`],
      ['70000', 'port 70000 is none: it is a number from 0 (any free one) to 65535'],
    ] as const) {
      const { exit, complaints } = start('dev/stripe/start.ts', given);
      expect(await exit).toEqual([1, null]);
      expect(await complaints).toBe(`Stripe stand-in: ${complaint}\n`);
    }
  } finally {
    taken.close();
  }
});
