import type { Runtime } from '../../app/config/runtime.ts';
import { createServiceContext } from '../../app/config/service-context.ts';
import type { JobContext } from './job.ts';

/** A scheduled job acts as the system, at its scheduled time, and its run is its request. */
export function createJobContext(
  runtime: Runtime,
  { name, jobRunId, now }: { name: string; jobRunId: string; now: Date },
): JobContext {
  const actor = { kind: 'system', name: `job:${name}` } as const;
  return { ...createServiceContext(runtime, { actor, requestId: jobRunId, now }), runtime, jobRunId };
}
