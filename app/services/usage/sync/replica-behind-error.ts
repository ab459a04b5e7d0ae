/** The replica no longer shows what was read from it before: it lags, was restored, or another one took its place. */
export class ReplicaBehindError extends Error {
  constructor(readFrom: string) {
    super(`The replica is behind: it has no row from ${readFrom} on, where an earlier run has read one.`);
    this.name = 'ReplicaBehindError';
  }
}
