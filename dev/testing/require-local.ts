const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Tests write and throw away: a database on any other machine is refused before it is touched. */
export function requireLocal(connectionString: string): string {
  const { hostname } = new URL(connectionString);
  if (!LOOPBACK.has(hostname)) throw new Error(`tests refuse the database on ${hostname}: it is not local`);
  return connectionString;
}
