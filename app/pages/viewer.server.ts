import type { SessionActor } from '../auth/claims.ts';
import { issueCsrfToken } from '../auth/csrf.ts';
import type { GuardArgs } from '../auth/guards.ts';
import { readSession } from '../auth/session.ts';
import { isBillingError } from '../domain/errors.ts';
import { supportedLocale } from '../format/locale.ts';
import type { Viewer } from './viewer.ts';

const ROLE_LABELS: Readonly<Record<SessionActor['role'], string>> = {
  publisher: 'Publisher',
  admin: 'Administrator',
  readonly: 'Staff, read only',
};

export interface ViewerAndToken {
  viewer: Viewer | null;
  /** What the forms of this page carry; null for a stranger. */
  csrfToken: string | null;
}

const STRANGER: ViewerAndToken = { viewer: null, csrfToken: null };

/** A stranger, or a session that no longer holds, is nobody: the page's own guard decides what that means. */
export async function readViewerAndToken({ request, context }: GuardArgs): Promise<ViewerAndToken> {
  const { env } = context.runtime;
  try {
    const session = await readSession(request, { settings: env, now: context.now });
    if (session === null) return STRANGER;
    return {
      viewer: actorToViewer(session.actor),
      csrfToken: await issueCsrfToken(env.CSRF_SECRET, session.token),
    };
  } catch (error) {
    if (isBillingError(error)) return STRANGER;
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
    locale: supportedLocale(actor.locale),
  };
}

/** First letters of the first and last word; one letter for a name in one word. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('');
}
