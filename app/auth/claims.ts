import { z } from 'zod';
import type { Actor } from '../domain/actor.ts';

export type PublisherActor = Extract<Actor, { kind: 'publisher' }>;
export type StaffActor = Extract<Actor, { kind: 'staff' }>;
export type SessionActor = PublisherActor | StaffActor;

const DEFAULT_LOCALE = 'en-US';

const person = {
  sub: z.string().min(1).max(255),
  email: z.email(),
  name: z.string().min(1).max(255),
  locale: z.string().optional(),
};

/** What the console signs. A publisher without a customer is nobody; staff has no customer of its own. */
export const claimsSchema = z.discriminatedUnion('role', [
  z.object({ ...person, role: z.literal('publisher'), customer_id: z.guid() }),
  z.object({ ...person, role: z.literal('admin') }),
  z.object({ ...person, role: z.literal('readonly') }),
]);

export type Claims = z.infer<typeof claimsSchema>;

export function claimsToActor(claims: Claims): SessionActor {
  const common = {
    id: claims.sub,
    email: claims.email,
    name: claims.name,
    locale: knownLocale(claims.locale),
  };
  if (claims.role === 'publisher') {
    return { kind: 'publisher', role: 'publisher', customerId: claims.customer_id.toLowerCase(), ...common };
  }
  return { kind: 'staff', role: claims.role, ...common };
}

/** A malformed tag would make every `Intl` formatter throw, so it falls back rather than locking the person out. */
function knownLocale(tag: string | undefined): string {
  if (tag === undefined) return DEFAULT_LOCALE;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? DEFAULT_LOCALE;
  } catch {
    return DEFAULT_LOCALE;
  }
}
