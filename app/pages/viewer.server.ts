import type { SessionActor } from '../auth/claims.ts';
import type { GuardArgs } from '../auth/guards.ts';
import { readSession } from '../auth/session.ts';
import { isBillingError } from '../domain/errors.ts';
import type { Viewer } from './viewer.ts';

const ROLE_LABELS: Readonly<Record<SessionActor['role'], string>> = {
  publisher: 'Publisher',
  admin: 'Administrator',
  readonly: 'Staff, read only',
};

/** Null for a stranger or a session that no longer holds: the page's own guard decides what that means. */
export async function readViewer({ request, context }: GuardArgs): Promise<Viewer | null> {
  try {
    const session = await readSession(request, { settings: context.runtime.env, now: context.now });
    return session === null ? null : actorToViewer(session.actor);
  } catch (error) {
    if (isBillingError(error)) return null;
    throw error;
  }
}

export function actorToViewer(actor: SessionActor): Viewer {
  return {
    name: actor.name,
    email: actor.email,
    kind: actor.kind,
    roleLabel: ROLE_LABELS[actor.role],
    initials: initialsOf(actor.name),
  };
}

/** First letters of the first and last word; one letter for a name in one word. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('');
}
