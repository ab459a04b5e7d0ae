/** SQLSTATE classes that say "not now" rather than "wrong": connection, resources, operator intervention. */
const OUTAGE_CLASSES = ['08', '53', '57'];
const MAX_CAUSES = 8;

/** The driver's error without SQLSTATE means that no PostgreSQL answered; with one, its class tells. */
export function isDatabaseOutage(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    if (current.name === 'NeonDbError') {
      const code = 'code' in current && typeof current.code === 'string' ? current.code : '';
      return code === '' || OUTAGE_CLASSES.includes(code.slice(0, 2));
    }
    current = current.cause;
  }
  return false;
}
