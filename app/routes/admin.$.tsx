import { type LoaderFunctionArgs, redirect } from '@remix-run/cloudflare';
import { requirePage } from '../auth/guards.ts';
import { pageProblem } from '../http/page-error.ts';

/** `/admin` itself, and what is nowhere below it: a publisher is refused before it learns which pages there are. */
export async function loader(args: LoaderFunctionArgs): Promise<never> {
  await requirePage(args, 'staff');
  if (!args.params['*']) throw redirect('/admin/billing');
  throw pageProblem(404, args.context.requestId);
}

/** Never drawn; with it the address is a page, so that its 403 or 404 stands in the frame. */
export default function Nowhere() {
  return null;
}
