import type ts from 'typescript';
import type { JsonSchema } from './json-schema.ts';
import { previousAttributes } from './previous-attributes.ts';
import { type Resources, readResources } from './read-resources.ts';
import { SchemaWriter } from './schema-writer.ts';
import { createSdkProgram, declarationFile, type Sdk } from './sdk.ts';

/** All that Stripe's own types say about its API. */
export interface ApiDescription extends Resources {
  readonly stripeVersion: string;
  /** By the value of their `type` field. */
  readonly events: Readonly<Record<string, JsonSchema>>;
  readonly thinEvents: Readonly<Record<string, JsonSchema>>;
  readonly errorCodes: readonly string[];
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

export function generateDescription(sdk: Sdk): ApiDescription {
  const program = createSdkProgram(sdk);
  const checker = program.getTypeChecker();
  const writer = new SchemaWriter(checker);
  const resources = readResources(sdk, program, writer);
  const event = exportedType(program, declarationFile(sdk, 'Events'), 'Event');
  const events = eventsByType(event, checker, writer);
  const thinEvent = exportedType(program, declarationFile(sdk, 'V2/Core/Events'), 'EventNotification');
  const thinEvents = eventsByType(thinEvent, checker, writer);
  writePreviousAttributes(writer.definitions);
  const intent = exportedType(program, declarationFile(sdk, 'PaymentIntents'), 'PaymentIntent');
  return {
    stripeVersion: sdk.version,
    endpoints: resources.endpoints,
    objects: resources.objects,
    events,
    thinEvents,
    errorCodes: literalsAt(intent, ['last_payment_error', 'code'], checker),
    definitions: writer.definitions,
  };
}

function eventsByType(
  event: ts.Type,
  checker: ts.TypeChecker,
  writer: SchemaWriter,
): Record<string, JsonSchema> {
  const members = event.isUnion() ? event.types : [event];
  return Object.fromEntries(
    members.flatMap((member) =>
      literalsAt(member, ['type'], checker).map((type) => [type, writer.schemaOf(member)]),
    ),
  );
}

function exportedType(program: ts.Program, file: string, name: string): ts.Type {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find((candidate) => candidate.name === name);
  if (!symbol) throw new Error(`stripe-node no longer exports ${name} from ${file}`);
  return checker.getDeclaredTypeOfSymbol(symbol);
}

function literalsAt(type: ts.Type, path: readonly string[], checker: ts.TypeChecker): string[] {
  const [property, ...rest] = path;
  if (property === undefined) {
    const members = type.isUnion() ? type.types : [type];
    return members.flatMap((member) => (member.isStringLiteral() ? [member.value] : []));
  }
  const symbol = checker.getPropertyOfType(checker.getNonNullableType(type), property);
  return symbol ? literalsAt(checker.getTypeOfSymbol(symbol), rest, checker) : [];
}

/** In the data of an event the declared `Partial<…>` gives way to the exact rule. */
function writePreviousAttributes(definitions: Record<string, JsonSchema>): void {
  for (const [name, { properties, ...schema }] of Object.entries(definitions)) {
    const changes = properties?.previous_attributes;
    if (!properties?.object || !changes?.properties) continue;
    definitions[name] = {
      ...schema,
      properties: { ...properties, previous_attributes: previousAttributes(properties.object, definitions) },
    };
  }
}
