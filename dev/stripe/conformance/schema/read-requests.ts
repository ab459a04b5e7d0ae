import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Sdk } from './sdk.ts';

/** One method of a resource class: what it puts on the wire. */
export interface SdkRequest {
  readonly className: string;
  readonly methodName: string;
  readonly verb: string;
  /** With `{}` for each id. */
  readonly path: string;
}

/** Reads `return this._makeRequest('GET', '/v1/…', …)` out of a resource module's script. */
export function readRequests(sdk: Sdk, module: string): SdkRequest[] {
  const file = join(sdk.root, 'resources', `${module}.js`);
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022);
  const requests: SdkRequest[] = [];
  for (const statement of source.statements) {
    if (!ts.isClassDeclaration(statement) || !statement.name) continue;
    for (const member of statement.members) {
      if (!ts.isMethodDeclaration(member) || !ts.isIdentifier(member.name)) continue;
      const call = member.body && findRequestCall(member.body);
      if (!call) continue;
      requests.push({ className: statement.name.text, methodName: member.name.text, ...call });
    }
  }
  return requests;
}

function findRequestCall(node: ts.Node): { verb: string; path: string } | undefined {
  if (ts.isCallExpression(node) && isMakeRequest(node.expression)) {
    const [verb, path] = node.arguments;
    const pattern = path && pathPattern(path);
    if (verb && ts.isStringLiteral(verb) && pattern) return { verb: verb.text, path: pattern };
  }
  return ts.forEachChild(node, findRequestCall);
}

function isMakeRequest(node: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(node) && node.name.text === '_makeRequest';
}

/** Nothing for a URL that is known only at run time, such as that of an event's related object. */
function pathPattern(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map((span) => `{}${span.literal.text}`).join('');
}
