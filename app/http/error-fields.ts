import { DrizzleQueryError } from 'drizzle-orm';
import type { LogFields } from '../config/logger.ts';

const MAX_FRAMES = 12;

/** What a log line may say of an unforeseen error. The query builder's own error quotes parameters, so its cause speaks. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: `thrown ${typeof error}` };
  const spoken = error instanceof DrizzleQueryError && error.cause instanceof Error ? error.cause : error;
  return {
    error: `${spoken.name}: ${spoken.message}`,
    code: 'code' in spoken && typeof spoken.code === 'string' ? spoken.code : undefined,
    stack: stackFrames(error.stack),
  };
}

function stackFrames(stack: string | undefined): string | undefined {
  const frames = stack?.split('\n').filter((line) => line.trimStart().startsWith('at '));
  return frames?.slice(0, MAX_FRAMES).join('\n');
}
