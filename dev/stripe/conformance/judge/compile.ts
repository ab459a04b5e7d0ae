import {
  Ajv,
  type AnySchema,
  type ErrorObject,
  type SchemaValidateFunction,
  type ValidateFunction,
} from 'ajv';
import type { JsonSchema } from '../schema/json-schema.ts';

export type Check = (data: unknown) => readonly ErrorObject[];

/**
 * Compiles schemas, each definition when data first reaches it: the whole graph takes seconds, what a call touches
 * milliseconds. With `coerce`, strings become what the schema asks for, in place, as in a form.
 */
export function createCompiler(
  definitions: Readonly<Record<string, JsonSchema>>,
  options: { readonly coerce: boolean },
): (schema: JsonSchema) => Check {
  const ajv = new Ajv({
    allErrors: true,
    discriminator: true,
    coerceTypes: options.coerce,
    validateSchema: false,
    strictTypes: false,
  });
  const compiled = new Map<string, ValidateFunction>();

  function definition(name: string): ValidateFunction {
    const known = compiled.get(name);
    if (known) return known;
    const schema = definitions[name];
    if (!schema) throw new Error(`No definition ${name}`);
    const validate = ajv.compile(schema as AnySchema);
    compiled.set(name, validate);
    return validate;
  }

  const checkDefinition: SchemaValidateFunction = (name: string, data: unknown, _parent, context) => {
    const validate = definition(name);
    const isValid = validate(data, context) === true;
    checkDefinition.errors = validate.errors ?? [];
    return isValid;
  };
  ajv.addKeyword({ keyword: 'definition', schemaType: 'string', errors: 'full', validate: checkDefinition });

  return (schema) => {
    const validate = ajv.compile(schema as AnySchema);
    return (data) => (validate(data) ? [] : (validate.errors ?? []));
  };
}
