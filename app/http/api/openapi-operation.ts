import { z } from 'zod';
import type { ComponentName, Json } from './openapi-components.ts';

const SIGNED_IN = [{ sessionCookie: [] }, { bearerToken: [] }];
export const PUBLIC: readonly never[] = [];

export const customerIdParameter: Json = {
  name: 'customer_id',
  in: 'query',
  description: 'Whose data; required for staff, ignored for publishers.',
  schema: { type: 'string', format: 'uuid' },
};

export const ifNoneMatchParameter: Json = {
  name: 'If-None-Match',
  in: 'header',
  schema: { type: 'string' },
};

export function idempotencyKeyParameter({ required }: { required: boolean }): Json {
  return {
    name: 'Idempotency-Key',
    in: 'header',
    required,
    description: 'Kept for 30 days: a repeat gets the same answer with `Idempotent-Replayed: true`.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
  };
}

export interface OperationInput {
  id: string;
  summary: string;
  parameters?: readonly Json[];
  requestBody?: Json;
  answers: Json;
  problems?: readonly number[];
  security?: readonly Json[];
}

export function operation(input: OperationInput): Json {
  const { id, summary, parameters = [], requestBody, answers, problems = [], security = SIGNED_IN } = input;
  const failures = problems.map((status) => [status, problemAnswer()] as const);
  return {
    operationId: id,
    summary,
    security,
    parameters,
    ...(requestBody && { requestBody }),
    responses: { ...answers, ...Object.fromEntries(failures), default: problemAnswer() },
  };
}

export function jsonAnswer(description: string, name: ComponentName): Json {
  return { description, content: { 'application/json': { schema: reference(name) } } };
}

/** What a caller may write, before it is parsed. */
export function bodyOf(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return { required: true, content: { 'application/json': { schema: json } } };
}

export function jsonBody(name: ComponentName): Json {
  return { required: true, content: { 'application/json': { schema: reference(name) } } };
}

function problemAnswer(): Json {
  return {
    description: 'Refused, with the reason',
    content: { 'application/problem+json': { schema: reference('Problem') } },
  };
}

export function notModified(): Json {
  return { description: 'What If-None-Match names is still the answer' };
}

function reference(name: ComponentName): Json {
  return { $ref: `#/components/schemas/${name}` };
}

/** Input side: what a caller may write, before it is parsed. */
export function queryParameters(schema: z.ZodObject): Json[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => ({ name, in: 'query', schema: property }));
}
