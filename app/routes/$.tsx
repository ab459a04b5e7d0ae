import type { LoaderFunctionArgs } from '@remix-run/cloudflare';
import { pageProblem } from '../http/page-error.ts';

export function loader({ context }: LoaderFunctionArgs): never {
  throw pageProblem(404, context.requestId);
}

/** Never drawn; with it the address is a page, so that its 404 stands in the frame. */
export default function Nowhere() {
  return null;
}
