import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { launchersOf } from './launchers.ts';

test('behind a shell that runs one command, whoever started the shell counts too', async () => {
  const shell = spawn('sh', ['-c', 'sleep 30 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(shell.stdout, 'data')) as [Buffer];
  const sleeper = Number(line.toString());
  try {
    expect(launchersOf(sleeper).slice(0, 2)).toEqual([shell.pid, process.pid]);
  } finally {
    process.kill(sleeper);
    await once(shell, 'exit');
  }
});
