import type ts from 'typescript';
import type { JsonSchema } from './json-schema.ts';

const TAGS = ['object', 'type'];

/**
 * A union of objects, told apart as a reader would: a deleted object by `deleted`, then by `object` or `type`. So a
 * violation names the field of the one object that was meant.
 */
export function unionOfObjects(
  members: readonly ts.Type[],
  checker: ts.TypeChecker,
  schemaOf: (type: ts.Type) => JsonSchema,
): JsonSchema {
  const deleted = members.filter((member) => isDeletedType(member, checker));
  const living = members.filter((member) => !deleted.includes(member));
  if (deleted.length === 0 || living.length === 0) return byTag(members, checker, schemaOf);
  const isDeleted: JsonSchema = { properties: { deleted: { const: true } }, required: ['deleted'] };
  return {
    allOf: [
      { if: isDeleted, else: byTag(living, checker, schemaOf) },
      { if: { not: isDeleted }, else: byTag(deleted, checker, schemaOf) },
    ],
  };
}

function byTag(
  members: readonly ts.Type[],
  checker: ts.TypeChecker,
  schemaOf: (type: ts.Type) => JsonSchema,
): JsonSchema {
  const [only] = members;
  if (members.length === 1 && only) return schemaOf(only);
  for (const tag of TAGS) {
    const values = members.map((member) => literalOf(member, tag, checker));
    if (values.includes(undefined) || new Set(values).size < values.length) continue;
    return {
      type: 'object',
      discriminator: { propertyName: tag },
      required: [tag],
      oneOf: members.map((member, index) => ({
        properties: { [tag]: { const: values[index] ?? null } },
        ...schemaOf(member),
      })),
    };
  }
  return { anyOf: members.map(schemaOf) };
}

function isDeletedType(type: ts.Type, checker: ts.TypeChecker): boolean {
  const declared = typeOfProperty(type, 'deleted', checker);
  return declared !== undefined && checker.typeToString(declared) === 'true';
}

function literalOf(type: ts.Type, property: string, checker: ts.TypeChecker): string | undefined {
  const declared = typeOfProperty(type, property, checker);
  return declared?.isStringLiteral() ? declared.value : undefined;
}

function typeOfProperty(type: ts.Type, property: string, checker: ts.TypeChecker): ts.Type | undefined {
  const symbol = checker.getPropertyOfType(type, property);
  return symbol && checker.getTypeOfSymbol(symbol);
}
