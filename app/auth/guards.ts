import { redirect } from '@remix-run/cloudflare';
import { createServiceContext } from '../config/service-context.ts';
import { BillingError } from '../domain/errors.ts';
import type { AppLoadContext } from '../http/load-context.ts';
import { originOf } from '../http/origin.ts';
import { errorToPage, pageProblem } from '../http/page-error.ts';
import { errorToProblem, isRefusal } from '../http/problem.ts';
import type { ServiceContext } from '../services/context.ts';
import type { PublisherActor, SessionActor, StaffActor } from './claims.ts';
import { requireCsrfToken } from './csrf.ts';
import { signInLocation } from './return-to.ts';
import { readSession, type Session } from './session.ts';

/** `staff` is admin or readonly; `admin` alone may change things; `any` is whoever is signed in. */
export type Who = 'publisher' | 'staff' | 'admin' | 'any';

export interface ActorOf {
  publisher: PublisherActor;
  staff: StaffActor;
  admin: StaffActor & { role: 'admin' };
  any: SessionActor;
}

export type GuardedContext<W extends Who = Who> = ServiceContext & { readonly actor: ActorOf[W] };

export interface GuardArgs {
  request: Request;
  context: AppLoadContext;
}

const NO_STORE = { 'Cache-Control': 'no-store' };
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** For pages: 404 while billing pages are off, the sign-in page for strangers, 403 for the wrong role. */
export async function requirePage<W extends Who>(args: GuardArgs, who: W): Promise<GuardedContext<W>> {
  const { request, context } = args;
  const { flags, env } = context.runtime;
  if (!flags.billingPages) throw pageProblem(404, context.requestId);
  try {
    return await admit(args, await requireSession(args), who);
  } catch (error) {
    const isStranger = error instanceof BillingError && error.code === 'unauthenticated';
    if (isStranger) throw redirect(signInLocation(env.SIGN_IN_URL, request), { headers: NO_STORE });
    throw errorToPage(error, context.requestId);
  }
}

/** For the API: 404 while billing is off, 401, 403, and the CSRF token for writes that a cookie authenticates. */
export async function requireApi<W extends Who>(args: GuardArgs, who: W): Promise<GuardedContext<W>> {
  const { context } = args;
  try {
    if (!context.runtime.flags.billing)
      throw new BillingError('not_found', 'There is nothing at this address.');
    return await admit(args, await requireSession(args), who);
  } catch (error) {
    throw isRefusal(error) ? errorToProblem(error, context.requestId) : error;
  }
}

export async function requireSession({ request, context }: GuardArgs): Promise<Session> {
  const session = await readSession(request, { settings: context.runtime.env, now: context.now });
  if (session === null) throw new BillingError('unauthenticated', 'Please sign in.');
  return session;
}

async function admit<W extends Who>(
  { request, context }: GuardArgs,
  session: Session,
  who: W,
): Promise<GuardedContext<W>> {
  const { actor } = session;
  if (!isAdmitted(actor, who)) {
    throw new BillingError('forbidden', 'Your role does not allow this.', {
      detail: `${actor.role} asked for what only ${who} may do`,
    });
  }
  if (session.source === 'cookie' && !SAFE_METHODS.has(request.method)) {
    await requireCsrfToken(request, {
      secret: context.runtime.env.CSRF_SECRET,
      sessionToken: session.token,
    });
  }
  return createServiceContext<ActorOf[W]>(context.runtime, {
    actor,
    requestId: context.requestId,
    now: context.now,
    origin: originOf(request.headers),
  });
}

function isAdmitted<W extends Who>(actor: SessionActor, who: W): actor is ActorOf[W] {
  switch (who) {
    case 'publisher':
      return actor.kind === 'publisher';
    case 'staff':
      return actor.kind === 'staff';
    case 'admin':
      return actor.role === 'admin';
    default:
      return true;
  }
}
