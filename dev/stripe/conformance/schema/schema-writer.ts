import ts from 'typescript';
import { definitionName } from './definition-name.ts';
import type { JsonSchema, Literal } from './json-schema.ts';
import { unionOfObjects } from './union-of-objects.ts';

const DECIMAL: JsonSchema = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' };

/**
 * Writes TypeScript types as JSON Schema, strict: what is not declared is refused, what is not optional is required,
 * and the members known today are the only ones of an open enum.
 */
export class SchemaWriter {
  readonly definitions: Record<string, JsonSchema> = {};
  private readonly names = new Map<ts.Type, string>();
  private readonly checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.checker = checker;
  }

  schemaOf(type: ts.Type): JsonSchema {
    if (isDecimal(type)) return DECIMAL;
    if (type.symbol?.name === 'StripeContext') return { type: 'string' };
    if (type.isUnion()) return this.union(type.types);
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    const { flags } = type;
    if (flags & ts.TypeFlags.BooleanLiteral) return { const: isTrue(this.checker, type) };
    if (flags & ts.TypeFlags.Null) return { type: 'null' };
    if (flags & ts.TypeFlags.String || isOpenString(type)) return { type: 'string' };
    if (flags & ts.TypeFlags.Number) return { type: 'number' };
    if (this.checker.isArrayType(type)) return this.array(type);
    if (flags & ts.TypeFlags.Object || type.isIntersection()) return this.object(type);
    return {};
  }

  private union(members: readonly ts.Type[]): JsonSchema {
    const present = members.filter((member) => !isAbsent(member));
    const literals: Literal[] = [];
    const types = new Set<string>();
    const objects: ts.Type[] = [];
    const others: JsonSchema[] = [];
    for (const member of present) {
      if (member.flags & ts.TypeFlags.Object && !isDecimal(member) && !this.checker.isArrayType(member)) {
        objects.push(member);
        continue;
      }
      if (isOpenString(member)) continue;
      const schema = this.schemaOf(member);
      if (schema.const !== undefined) literals.push(schema.const);
      else if (typeof schema.type === 'string' && !schema.pattern && !schema.items) types.add(schema.type);
      else others.push(schema);
    }
    const parts = [...scalars(literals, types), ...others];
    if (objects.length > 0) parts.push(unionOfObjects(objects, this.checker, (type) => this.schemaOf(type)));
    if (parts.length === 0) parts.push({ type: 'string' });
    return onlyOrAny(parts);
  }

  private array(type: ts.Type): JsonSchema {
    const [element] = this.checker.getTypeArguments(type as ts.TypeReference);
    return { type: 'array', items: element ? this.schemaOf(element) : {} };
  }

  private object(type: ts.Type): JsonSchema {
    const named = type.symbol && type.symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class);
    if (!named) return this.properties(type);
    const known = this.names.get(type);
    if (known) return { definition: known };
    const name = definitionName(type, this.checker, (taken) => taken in this.definitions);
    this.names.set(type, name);
    this.definitions[name] = {};
    this.definitions[name] = this.properties(type);
    return { definition: name };
  }

  private properties(type: ts.Type): JsonSchema {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const property of this.checker.getPropertiesOfType(type)) {
      const declared = this.checker.getTypeOfSymbol(property);
      if (isAbsentAltogether(declared) || isClientOnly(property, declared)) continue;
      properties[property.name] = this.schemaOf(declared);
      if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name);
    }
    const index = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    return {
      type: 'object',
      properties,
      required,
      additionalProperties: index ? this.schemaOf(index) : false,
    };
  }
}

function scalars(literals: readonly Literal[], types: ReadonlySet<string>): JsonSchema[] {
  const isBoolean = literals.includes(true) && literals.includes(false);
  const values = isBoolean ? literals.filter((value) => typeof value !== 'boolean') : literals;
  const names = isBoolean ? [...types, 'boolean'] : [...types];
  if (values.length === 0) return names.length > 0 ? [{ type: oneOrMany(names) }] : [];
  if (names.length === 1 && names[0] === 'null') return [{ enum: [...values, null] }];
  const [value] = values;
  const enumeration: JsonSchema =
    values.length === 1 && value !== undefined ? { const: value } : { enum: values };
  return names.length > 0 ? [enumeration, { type: oneOrMany(names) }] : [enumeration];
}

function oneOrMany(names: readonly string[]): string | readonly string[] {
  const [first] = names;
  return names.length === 1 && first ? first : names;
}

function onlyOrAny(parts: readonly JsonSchema[]): JsonSchema {
  const [first] = parts;
  return parts.length === 1 && first ? first : { anyOf: parts };
}

function isDecimal(type: ts.Type): boolean {
  return (type.aliasSymbol ?? type.symbol)?.name === 'Decimal';
}

/** `OtherString`, by which stripe-node says that an enum may grow. */
function isOpenString(type: ts.Type): boolean {
  return type.isIntersection() && type.types.some((part) => part.flags & ts.TypeFlags.String);
}

function isAbsent(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) !== 0;
}

/** `deleted?: void` says that a living object never carries the field. */
function isAbsentAltogether(type: ts.Type): boolean {
  return isAbsent(type) || (type.isUnion() && type.types.every(isAbsent));
}

/** What stripe-node adds to what came over the wire. */
function isClientOnly(property: ts.Symbol, type: ts.Type): boolean {
  return property.name === 'lastResponse' || type.getCallSignatures().length > 0;
}

function isTrue(checker: ts.TypeChecker, type: ts.Type): boolean {
  return checker.typeToString(type) === 'true';
}
