/** Who acts. `system` is a scheduled job or Stripe's webhook; `name` says which. */
export type Actor =
  | {
      kind: 'publisher';
      id: string;
      email: string;
      name: string;
      role: 'publisher';
      customerId: string;
      locale: string;
    }
  | { kind: 'staff'; id: string; email: string; name: string; role: 'admin' | 'readonly'; locale: string }
  | { kind: 'system'; name: string };

/** Where the actor came from, for the audit trail. */
export interface Origin {
  ip: string | null;
  userAgent: string | null;
}

/** Who somebody signs as where people read it; the audit trail keeps the id. */
export function signatureOf(actor: Actor): string {
  return actor.kind === 'system' ? actor.name : actor.email;
}
