import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

function start(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  return { child, firstLine: once(lines, 'line') as Promise<[string]>, exit: once(child, 'exit') };
}

test('the example of the README runs as it is written', async () => {
  const readme = await readFile(join(import.meta.dirname, 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const file = join(ROOT, `readme-example-${process.pid}.ts`);
  await writeFile(file, example);
  try {
    const { firstLine, exit } = start(file);
    expect((await firstLine)[0]).toMatch(
      /^cus_\w{14}: http:\/\/127\.0\.0\.1:\d+\/_dashboard\/customers\/cus_\w{14}$/,
    );
    expect(await exit).toEqual([0, null]);
  } finally {
    await rm(file);
  }
});

test('the stand-in starts by itself, and ends when asked to', async () => {
  const { child, firstLine, exit } = start('dev/stripe/start.ts', '0');
  const [, url = ''] = /(http:\S+),/.exec((await firstLine)[0]) ?? [];
  const answer = await fetch(`${url}/v1/customers`, { headers: { authorization: 'Bearer sk_test_dev' } });
  expect(await answer.json()).toMatchObject({ object: 'list', data: [] });
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
});
