/** The part of JSON Schema the generator writes, and one keyword of our own. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: Literal;
  readonly enum?: readonly Literal[];
  readonly pattern?: string;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly not?: JsonSchema;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly discriminator?: { readonly propertyName: string };
  readonly if?: JsonSchema;
  readonly else?: JsonSchema;
  /**
   * Names an entry of `definitions`. Not `$ref`: Stripe's objects all expand into one another, so compiling what one
   * of them refers to would compile them all.
   */
  readonly definition?: string;
}

export type Literal = string | number | boolean | null;

export function nullable(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: 'null' }] };
}
