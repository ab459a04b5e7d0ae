import { createCompiler } from './judge/compile.ts';
import { errorSchema } from './judge/error-body.ts';
import { createEndpointFinder } from './judge/find-endpoint.ts';
import { isRecord, toViolations, type Violation } from './judge/violations.ts';
import type { JsonSchema } from './schema/json-schema.ts';
import { loadDescription } from './schema/load-description.ts';

export interface Judge {
  /** Whether Stripe could have answered so. */
  answer(answer: { method: string; path: string; status: number; body: unknown }): Violation[];
  /** Whether Stripe takes these parameters there; their values may be the strings of a form. */
  request(request: { method: string; path: string; params: Record<string, unknown> }): Violation[];
  /** Whether Stripe could have sent this event, thin ones included. */
  webhook(event: unknown): Violation[];
  /** Whether this is a resource of the kind that its `object` names. */
  object(value: unknown): Violation[];
  /** JSON pointers of the fields of an answer that Stripe does not know, or no longer. */
  unknownFields(answer: { method: string; path: string; body: unknown }): string[];
  knowsEndpoint(method: string, path: string): boolean;
}

/** A judge by the types of the installed stripe-node: strict on what is unknown and on what is missing. */
export function createJudge(): Judge {
  const description = loadDescription();
  const findEndpoint = createEndpointFinder(description.endpoints);
  const checkStrictly = memoize(createCompiler(description.definitions, { coerce: false }));
  const checkForm = memoize(createCompiler(description.definitions, { coerce: true }));
  const errors = memoize((status: number) => errorSchema(status, description));

  function judgeKind(
    value: unknown,
    tag: string,
    schemas: Readonly<Record<string, JsonSchema>>,
  ): Violation[] {
    const kind = isRecord(value) ? value[tag] : undefined;
    const schema = typeof kind === 'string' ? schemas[kind] : undefined;
    if (!schema) return [`/${tag}: ${JSON.stringify(kind)} is unknown to Stripe`];
    return toViolations(checkStrictly(schema)(value), value);
  }

  return {
    answer({ method, path, status, body }) {
      if (status !== 200) return toViolations(checkStrictly(errors(status))(body), body);
      const endpoint = findEndpoint(method, path);
      if (!endpoint) return [`Stripe has no ${method} ${path}`];
      return toViolations(checkStrictly(endpoint.answer)(body), body);
    },
    request({ method, path, params }) {
      const endpoint = findEndpoint(method, path);
      if (!endpoint) return [`Stripe has no ${method} ${path}`];
      const values = structuredClone(params);
      return toViolations(checkForm(endpoint.params)(values), values);
    },
    webhook(event) {
      const isThin = isRecord(event) && event.object === 'v2.core.event';
      return judgeKind(event, 'type', isThin ? description.thinEvents : description.events);
    },
    object: (value) => judgeKind(value, 'object', description.objects),
    unknownFields({ method, path, body }) {
      const endpoint = findEndpoint(method, path);
      if (!endpoint) return [];
      const unknown = checkStrictly(endpoint.answer)(body).filter(
        (error) => error.keyword === 'additionalProperties',
      );
      return unknown.map((error) => `${error.instancePath}/${String(error.params.additionalProperty)}`);
    },
    knowsEndpoint: (method, path) => findEndpoint(method, path) !== undefined,
  };
}

function memoize<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
