import WebSocket from 'ws';
import { z } from 'zod';

export const WORKER_SAMPLE_MS = 100;

const usage = z.object({
  result: z.object({
    usedSize: z.number(),
    embedderHeapUsedSize: z.number(),
    backingStorageSize: z.number(),
  }),
});

/**
 * Samples what a Worker itself holds, as V8 counts it: its heap and the buffers beside it, which is what Cloudflare
 * limits; workerd's process has the local simulators in it as well. V8 is asked every `WORKER_SAMPLE_MS` and answers
 * between two tasks, so that what is held only within one, or only between two samples, is not seen. `stop` answers the
 * highest sample in MiB.
 */
export async function watchWorkerMemory(
  inspectorUrl: URL,
  worker: string,
): Promise<{ stop(): Promise<number> }> {
  const socket = new WebSocket(new URL(`/core:user:${worker}`, inspectorUrl));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  let highest = 0;
  socket.on('message', (data) => {
    const answer = usage.safeParse(JSON.parse(String(data)));
    if (!answer.success) return;
    const { usedSize, embedderHeapUsedSize, backingStorageSize } = answer.data.result;
    highest = Math.max(highest, usedSize + embedderHeapUsedSize + backingStorageSize);
  });
  let asked = 0;
  const timer = setInterval(() => {
    asked += 1;
    socket.send(JSON.stringify({ id: asked, method: 'Runtime.getHeapUsage' }));
  }, WORKER_SAMPLE_MS);
  return {
    async stop() {
      clearInterval(timer);
      socket.close();
      await new Promise((resolve) => socket.once('close', resolve));
      if (highest === 0) throw new Error(`the inspector of ${worker} told no memory`);
      return highest / 1024 / 1024;
    },
  };
}
