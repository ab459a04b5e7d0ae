import { type JsonSchema, nullable } from './json-schema.ts';

type Definitions = Record<string, JsonSchema>;

/**
 * What `data.previous_attributes` may hold: any part of the object, to any depth, null where a field was not there
 * before; arrays whole. The types promise `Partial<…>` only, which says nothing below the first level.
 */
export function previousAttributes(schema: JsonSchema, definitions: Definitions): JsonSchema {
  if (schema.definition) return { definition: partialDefinition(schema.definition, definitions) };
  if (schema.anyOf)
    return { ...schema, anyOf: schema.anyOf.map((part) => previousAttributes(part, definitions)) };
  if (!schema.properties) return schema;
  const properties = Object.entries(schema.properties).map(([name, property]) => [
    name,
    nullable(previousAttributes(property, definitions)),
  ]);
  const { additionalProperties } = schema;
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    additionalProperties:
      typeof additionalProperties === 'object'
        ? nullable(additionalProperties)
        : (additionalProperties ?? false),
  };
}

function partialDefinition(name: string, definitions: Definitions): string {
  const partialName = `Partial<${name}>`;
  const whole = definitions[name];
  if (partialName in definitions || !whole) return partialName;
  definitions[partialName] = {};
  definitions[partialName] = previousAttributes(whole, definitions);
  return partialName;
}
