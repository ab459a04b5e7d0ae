import type { Logger } from '../config/logger.ts';
import type { Database, Scope } from '../db/client.ts';
import type { Actor, Origin } from '../domain/actor.ts';
import type { StripeClient } from '../stripe/client.ts';

/** Who acts, at what time, with which clients. Services get time, ids and clients from here and nowhere else. */
export interface ServiceContext {
  readonly actor: Actor;
  /** The instant of this request or job, from the injected clock. */
  readonly now: Date;
  readonly requestId: string;
  readonly db: Database;
  readonly stripe: StripeClient;
  readonly origin: Origin;
  readonly logger: Logger;
  newId(): string;
}

/** The rows this actor may see. Staff reads all; a job or webhook acts as the system. */
export function scopeOf(actor: Actor): Scope {
  switch (actor.kind) {
    case 'publisher':
      return { kind: 'tenant', customerId: actor.customerId };
    case 'staff':
      return { kind: 'staff' };
    case 'system':
      return { kind: 'system' };
  }
}
