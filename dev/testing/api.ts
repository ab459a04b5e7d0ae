import { createRequestHandler, type ServerBuild } from '@remix-run/cloudflare';
import { SignJWT } from 'jose';
import type { Bindings } from '../../app/config/runtime.ts';
import { handleRequest } from '../../app/http/handle-request.ts';
import { handleStripeWebhook } from '../../workers/webhook.ts';
import { TEST_START } from './environment.ts';
import { testBindings } from './workers.ts';

type RouteModule = ServerBuild['routes'][string]['module'];

const MODULES = import.meta.glob<RouteModule>(['../../app/routes/api.*.ts', '../../app/routes/dev.*.ts'], {
  eager: true,
});

/** The web Worker with the API's route modules, and with no pages. */
export function createApi(overrides: Record<string, string> = {}, extra: Partial<Bindings> = {}) {
  const bindings = { ...testBindings(overrides), ...extra };
  const remix = createRequestHandler(serverBuild(), 'production');
  return (path: string, init?: RequestInit): Promise<Response> =>
    handleRequest(new Request(`https://billing.test${path}`, init), bindings, {
      webhook: handleStripeWebhook,
      remix,
    });
}

export interface TestClaims {
  sub?: string;
  role?: string;
  customer_id?: string;
  [claim: string]: unknown;
}

export interface TokenOptions {
  secret?: string;
  algorithm?: string;
  issuer?: string;
  audience?: string;
  /** Seconds after the environment's clock starts. */
  expiresIn?: number;
}

/** A session as the console would sign it, or wrong in one point. */
export async function signToken(claims: TestClaims, options: TokenOptions = {}): Promise<string> {
  const { JWT_SECRET, JWT_ISSUER, JWT_AUDIENCE } = testBindings();
  const issuedAt = Date.parse(TEST_START) / 1_000;
  return new SignJWT({ email: 'ann@publisher.test', name: 'Ann', ...claims })
    .setProtectedHeader({ alg: options.algorithm ?? 'HS256' })
    .setSubject(claims.sub ?? 'user_1')
    .setIssuer(options.issuer ?? String(JWT_ISSUER))
    .setAudience(options.audience ?? String(JWT_AUDIENCE))
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + (options.expiresIn ?? 3_600))
    .sign(new TextEncoder().encode(options.secret ?? String(JWT_SECRET)));
}

export async function bearer(claims: TestClaims, options?: TokenOptions): Promise<{ Authorization: string }> {
  return { Authorization: `Bearer ${await signToken(claims, options)}` };
}

/** Every path that the API's route modules serve, with its parameters as `:id`. */
export const API_PATHS: readonly string[] = Object.keys(MODULES).map((file) => `/${routePath(file)}`);

function serverBuild(): ServerBuild {
  const routes: ServerBuild['routes'] = {};
  for (const [file, module] of Object.entries(MODULES)) {
    const path = routePath(file);
    routes[path] = { id: path, path, module };
  }
  return {
    routes,
    entry: {
      module: {
        default() {
          throw new Error('There are no pages here');
        },
      },
    },
    assets: { entry: { imports: [], module: '' }, routes: {}, url: '', version: '' },
    publicPath: '/',
    assetsBuildDirectory: '',
    future: { v3_singleFetch: true } as ServerBuild['future'],
    isSpaMode: false,
    mode: 'production',
  };
}

/** Remix's flat-file convention, as far as the API uses it. */
function routePath(file: string): string {
  const name = file.replace(/^.*\/routes\//, '').replace(/\.ts$/, '');
  const segments = name.match(/(?:\[[^\]]*\]|[^.])+/g) ?? [];
  return segments
    .map((segment) => segment.replace(/_$/, '').replace(/\[|\]/g, ''))
    .map((segment) => (segment === '$' ? '*' : segment.replace(/^\$/, ':')))
    .join('/');
}
