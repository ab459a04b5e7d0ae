import ts from 'typescript';
import type { JsonSchema } from './json-schema.ts';
import { readRequests, type SdkRequest } from './read-requests.ts';
import type { SchemaWriter } from './schema-writer.ts';
import { declarationFile, listResourceModules, type Sdk } from './sdk.ts';

export interface Endpoint {
  readonly verb: string;
  readonly path: string;
  readonly params: JsonSchema;
  readonly answer: JsonSchema;
}

export interface Resources {
  readonly endpoints: readonly Endpoint[];
  /** Schemas of the top-level resources, by the value of their `object` field. */
  readonly objects: Readonly<Record<string, JsonSchema>>;
}

/** Every v1 endpoint and resource of the SDK: the scripts say method and path, the declarations say the types. */
export function readResources(sdk: Sdk, program: ts.Program, writer: SchemaWriter): Resources {
  const endpoints: Endpoint[] = [];
  const objects: Record<string, JsonSchema> = {};
  const checker = program.getTypeChecker();
  for (const module of listResourceModules(sdk)) {
    const source = program.getSourceFile(declarationFile(sdk, module));
    if (!source) continue;
    const requests = readRequests(sdk, module);
    for (const statement of source.statements) {
      if (ts.isClassDeclaration(statement)) {
        endpoints.push(...readClass(statement, requests, checker, writer));
      } else if (ts.isInterfaceDeclaration(statement)) {
        const tag = resourceTag(checker.getTypeAtLocation(statement), checker);
        if (tag) objects[tag] ??= writer.schemaOf(checker.getTypeAtLocation(statement));
      }
    }
  }
  return { endpoints, objects };
}

function readClass(
  declaration: ts.ClassDeclaration,
  requests: readonly SdkRequest[],
  checker: ts.TypeChecker,
  writer: SchemaWriter,
): Endpoint[] {
  return declaration.members.filter(ts.isMethodDeclaration).flatMap((method) => {
    const request = requests.find(
      (candidate) =>
        candidate.className === declaration.name?.text && candidate.methodName === method.name.getText(),
    );
    const params = method.parameters.find((parameter) => parameter.name.getText() === 'params');
    const answer = method.type && answerType(checker.getTypeFromTypeNode(method.type), checker);
    if (!request || !params || !answer) return [];
    const paramsType = checker.getNonNullableType(checker.getTypeAtLocation(params));
    return {
      verb: request.verb,
      path: request.path,
      params: writer.schemaOf(paramsType),
      answer: writer.schemaOf(answer),
    };
  });
}

/** `T` of `Promise<Response<T>>`, and of the list promises. */
function answerType(promised: ts.Type, checker: ts.TypeChecker): ts.Type | undefined {
  const response = checker.getAwaitedType(promised);
  return response?.aliasSymbol?.name === 'Response' ? response.aliasTypeArguments?.[0] : undefined;
}

function resourceTag(type: ts.Type, checker: ts.TypeChecker): string | undefined {
  const tag = checker.getPropertyOfType(type, 'object');
  const declared = tag && checker.getTypeOfSymbol(tag);
  const isDeleted = type.symbol.name.startsWith('Deleted');
  return declared?.isStringLiteral() && !isDeleted ? declared.value : undefined;
}
