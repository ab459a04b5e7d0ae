const MAX_LENGTH = 500;

/** What an admin may read of a failure. The query builder's own error quotes parameters, so its cause speaks. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `thrown ${typeof error}`;
  const spoken = error.name === 'DrizzleQueryError' && error.cause instanceof Error ? error.cause : error;
  return `${spoken.name}: ${spoken.message}`.slice(0, MAX_LENGTH);
}
