import type { Fields, Param, Shape } from '../../wire/params.ts';
import type { JsonSchema } from '../schema/json-schema.ts';

const SCALARS: ReadonlySet<string | undefined> = new Set(['string', 'number', 'integer', 'boolean']);

export interface ParameterDifferences {
  /** Parameters that the stand-in takes and Stripe does not have, or has in another shape, or lets be unset. */
  readonly wrong: string[];
  /** Parameters of Stripe that the stand-in refuses. */
  readonly missing: string[];
}

/** Holds the parameters of an endpoint, to any depth, against those that Stripe describes. */
export function compareParameters(
  fields: Fields,
  schema: JsonSchema,
  definitions: Readonly<Record<string, JsonSchema>>,
): ParameterDifferences {
  const found: ParameterDifferences = { wrong: [], missing: [] };
  compareFields(fields, variants(schema, definitions), '', { found, definitions });
  return found;
}

interface Comparison {
  readonly found: ParameterDifferences;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

function compareFields(
  fields: Fields,
  schemas: readonly JsonSchema[],
  path: string,
  comparison: Comparison,
): void {
  const known = new Map<string, JsonSchema[]>();
  for (const schema of schemas) {
    for (const [key, value] of Object.entries(schema.properties ?? {})) {
      known.set(key, [...(known.get(key) ?? []), ...variants(value, comparison.definitions)]);
    }
  }
  const name = (key: string) => (path === '' ? key : `${path}[${key}]`);
  for (const [key, field] of Object.entries(fields)) {
    const expected = known.get(key);
    if (field.shape.kind === 'removed') {
      if (expected) comparison.found.wrong.push(`${name(key)} is not removed`);
      continue;
    }
    if (!expected) comparison.found.wrong.push(name(key));
    else {
      compareShape(field.shape, expected, name(key), comparison);
      if (expected.some(canBeUnset) && !takesEmpty(field))
        comparison.found.wrong.push(`${name(key)} can be unset`);
    }
  }
  for (const key of known.keys()) {
    if (!Object.hasOwn(fields, key) && key !== 'expand') comparison.found.missing.push(name(key));
  }
}

/** Whether the empty string, which unsets a parameter, is taken. */
function takesEmpty(field: Param<unknown>): boolean {
  try {
    field.parse('', '');
    return true;
  } catch {
    return false;
  }
}

function canBeUnset(schema: JsonSchema): boolean {
  return (
    schema.const === '' ||
    schema.const === null ||
    (schema.enum ?? []).some((value) => value === '' || value === null) ||
    [schema.type].flat().includes('null')
  );
}

function compareShape(
  shape: Shape,
  schemas: readonly JsonSchema[],
  path: string,
  comparison: Comparison,
): void {
  const lists = schemas.filter((schema) => schema.items !== undefined);
  const objects = schemas.filter((schema) => schema.properties !== undefined);
  const isScalar = schemas.some(
    (schema) =>
      schema.enum !== undefined ||
      schema.const !== undefined ||
      schema.pattern !== undefined ||
      [schema.type].flat().some((type) => SCALARS.has(type)),
  );
  if (shape.kind === 'either') {
    for (const one of shape.shapes) compareShape(one, schemas, path, comparison);
  } else if (shape.kind === 'object') {
    if (objects.length === 0) comparison.found.wrong.push(`${path} is no object`);
    else compareFields(shape.fields, objects, path, comparison);
  } else if (shape.kind === 'list') {
    const items = lists.flatMap((schema) => variants(schema.items ?? {}, comparison.definitions));
    if (items.length === 0) comparison.found.wrong.push(`${path} is no list`);
    else compareShape(shape.item, items, `${path}[]`, comparison);
  } else if (shape.kind === 'value' && !isScalar) comparison.found.wrong.push(`${path} is no single value`);
}

/** What a schema may stand for, its references followed and its alternatives side by side. */
function variants(schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>): JsonSchema[] {
  if (schema.definition !== undefined) return variants(definitions[schema.definition] ?? {}, definitions);
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...alternatives.flatMap((alternative) => variants(alternative, definitions))];
}
