import { issueCsrfToken } from '../auth/csrf.ts';
import { requireSession } from '../auth/guards.ts';
import { apiRoute } from '../http/api-route.ts';
import { publicJson } from '../http/private-json.ts';

const route = apiRoute({
  async GET(args) {
    const session = await requireSession(args);
    return publicJson({ token: await issueCsrfToken(args.context.runtime.env.CSRF_SECRET, session.token) });
  },
});

export const loader = route.loader;
export const action = route.action;
