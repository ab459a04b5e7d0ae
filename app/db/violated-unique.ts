const MAX_CAUSES = 8;
const UNIQUE_VIOLATION = '23505';

/** The name of the unique constraint that a statement ran into, or null for any other failure. */
export function violatedUnique(error: unknown): string | null {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    if ('code' in current && current.code === UNIQUE_VIOLATION && 'constraint' in current) {
      return typeof current.constraint === 'string' ? current.constraint : null;
    }
    current = current.cause;
  }
  return null;
}
