import { resolve } from 'node:path';
import { StartError } from '../postgres/start-error.ts';

/** The variables that choose a fixed port, with their defaults; everything else listens on an ephemeral one. */
export const FIXED_PORTS = {
  PORT: 8787,
  STRIPE_PORT: 12111,
  DEV_CONTROL_PORT: 8790,
  POSTGRES_PORT: 54329,
} as const;

export type PortVariable = keyof typeof FIXED_PORTS;

export interface WorldOptions {
  ports: Readonly<Record<PortVariable, number>>;
  dataDir: string;
  seed: 'demo' | 'empty';
  /** Feature flags handed to the Workers as they are. */
  flags: Readonly<Record<string, string>>;
  /** A file to which goes whatever the world asks of Stripe, or is answered, that Stripe would not have. */
  stripeViolations?: string;
  /** Rebuild and reload when a source file changes. */
  watch: boolean;
  /** Aborting stops the world, also while it starts. */
  signal?: AbortSignal;
  log: (line: string) => void;
}

const FLAG_VARIABLES = [
  'BILLING_ENABLED',
  'NEXT_PUBLIC_BILLING_ENABLED',
  'NEXT_PUBLIC_ENABLE_BILLING_MIGRATION',
  'NEXT_PUBLIC_ENABLE_BILLING_PM',
] as const;

export function readWorldOptions(
  env: Readonly<Record<string, string | undefined>>,
): Omit<WorldOptions, 'watch' | 'log' | 'signal'> {
  const ports = {
    PORT: readPort(env, 'PORT'),
    STRIPE_PORT: readPort(env, 'STRIPE_PORT'),
    DEV_CONTROL_PORT: readPort(env, 'DEV_CONTROL_PORT'),
    POSTGRES_PORT: readPort(env, 'POSTGRES_PORT'),
  };
  const takenBy = new Map<number, PortVariable>();
  for (const variable of Object.keys(ports) as PortVariable[]) {
    const other = takenBy.get(ports[variable]);
    if (other !== undefined) {
      throw new StartError(`${other} and ${variable} are both ${ports[variable]}; give each its own port.`);
    }
    takenBy.set(ports[variable], variable);
  }
  const seed = env.SEED || 'demo';
  if (seed !== 'demo' && seed !== 'empty') throw new StartError(`SEED must be demo or empty, not ${seed}.`);
  const flags: Record<string, string> = {};
  for (const name of FLAG_VARIABLES) {
    const value = env[name];
    if (value === undefined || value === '') continue;
    if (value !== 'true' && value !== 'false')
      throw new StartError(`${name} must be true or false, not ${value}.`);
    flags[name] = value;
  }
  return {
    ports,
    dataDir: resolve(env.DATA_DIR || '.data'),
    seed,
    flags,
    ...(env.STRIPE_VIOLATIONS && { stripeViolations: resolve(env.STRIPE_VIOLATIONS) }),
  };
}

function readPort(env: Readonly<Record<string, string | undefined>>, variable: PortVariable): number {
  const text = env[variable];
  if (text === undefined || text === '') return FIXED_PORTS[variable];
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw new StartError(`${variable} must be a port from 1 to 65535, not ${text}.`);
  }
  return port;
}
