import { createHash } from 'node:crypto';
import type { IdempotencyRecord } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import { docUrl, StripeError } from '../wire/errors.ts';
import type { FormObject, FormValue } from '../wire/form.ts';

const KEPT_SECONDS = 24 * 3_600;
const MAX_KEY_LENGTH = 255;

/** The same key again gives the stored answer; with other parameters, or while the first call runs, an error. */
export class Idempotency {
  private readonly running = new Set<string>();

  constructor(private readonly store: Store) {}

  /**
   * The stored answer, or null when the call is new; then `finish` must follow. An answer that is not written down yet is
   * none: its call is in progress.
   */
  begin(key: string, call: { path: string; fingerprint: string }, now: number): IdempotencyRecord | null {
    if (key === '') {
      throw new StripeError(400, {
        type: 'invalid_request_error',
        message: 'Idempotency keys must not be empty.',
      });
    }
    if (key.length > MAX_KEY_LENGTH) {
      throw new StripeError(400, {
        type: 'invalid_request_error',
        message: `Idempotency keys have at most ${MAX_KEY_LENGTH} characters.`,
      });
    }
    if (this.running.has(key)) {
      throw new StripeError(409, {
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        doc_url: docUrl('idempotency_key_in_use'),
        message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. If you are not sure whether the other request is in progress, please try again later.`,
      });
    }
    const found = this.store.idempotency.get(key);
    if (found && found.createdAt > now - KEPT_SECONDS) {
      if (found.fingerprint === call.fingerprint) return found;
      const rule =
        found.path === call.path
          ? 'with the same parameters they were first used with'
          : `for the same endpoint they were first used for ('${call.path}' vs '${found.path}')`;
      throw new StripeError(400, {
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used ${rule}. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    this.running.add(key);
    return null;
  }

  /** Keeps an answer, good or bad, for a day of virtual time. */
  keep(record: IdempotencyRecord): void {
    this.store.idempotency.delete(record.id);
    this.store.idempotency.put(record);
    for (const old of this.store.idempotency.values()) {
      if (old.createdAt > record.createdAt - KEPT_SECONDS) return;
      this.store.idempotency.delete(old.id);
    }
  }

  finish(key: string): void {
    this.running.delete(key);
  }
}

/** What a call asks for: the same key with another is refused. The order and the writing of its parameters say nothing. */
export function fingerprintOf(call: { method: string; path: string; form: FormObject }): string {
  const { method, path, form } = call;
  return createHash('sha1')
    .update(`${method} ${path}\n${inOrder(form)}`)
    .digest('base64');
}

function inOrder(value: FormValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${inOrder(entry)}`).join()}}`;
}
