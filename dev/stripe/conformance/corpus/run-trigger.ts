import { isRecord } from '../judge/violations.ts';
import type { Judge } from '../judge.ts';
import type { Trigger, TriggerStep } from './read-triggers.ts';
import type { WireClient } from './wire-client.ts';

/** What endive calls otherwise than the scripts, which still speak of older versions. */
const RENAMED: Readonly<Record<string, string>> = { payment_method_types: 'allowed_payment_method_types' };

/** Makes the calls of a trigger, each with the answers of those before it. */
export async function runTrigger({ steps }: Trigger, judge: Judge, call: WireClient): Promise<void> {
  const answers = new Map<string, unknown>();
  for (const step of steps) {
    const path = fill(step.path, answers);
    const params = fillAll(step.params ?? {}, answers);
    const method = step.method.toUpperCase();
    const { status, body } = await call(method, path, modernise(judge, { method, path, params }));
    const error = isRecord(body) && isRecord(body.error) ? body.error : null;
    if (error && error.type !== step.expected_error_type) {
      throw new Error(
        `${step.name}: ${method} ${path} answered ${status} ${JSON.stringify(error).slice(0, 400)}`,
      );
    }
    answers.set(step.name, body);
  }
}

function modernise(judge: Judge, request: { method: string; path: string; params: Record<string, unknown> }) {
  if (judge.request(request).length === 0) return request.params;
  const renamed = Object.entries(request.params).map(([name, value]) => [RENAMED[name] ?? name, value]);
  return Object.fromEntries(renamed);
}

/** `${customer:id}` is the field `id` of what the step `customer` answered. */
function fill(text: string, answers: ReadonlyMap<string, unknown>): string {
  return text.replace(/\$\{(\w+):([\w.]+)\}/g, (_, name: string, path: string) => {
    const value = path
      .split('.')
      .reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), answers.get(name));
    if (typeof value !== 'string') throw new Error(`${name} has no ${path}`);
    return value;
  });
}

function fillAll(
  params: Record<string, unknown>,
  answers: ReadonlyMap<string, unknown>,
): Record<string, unknown> {
  return JSON.parse(fill(JSON.stringify(params), answers)) as Record<string, unknown>;
}

/** Whether every call of the script goes to a resource that the stand-in has. */
export function isOurs({ steps }: Trigger, isOurPath: (path: string) => boolean): boolean {
  return steps.every((step: TriggerStep) => isOurPath(step.path));
}
