import { basename } from 'node:path';
import ts from 'typescript';

/** A readable name such as `Invoice.AutomaticTax` or `ApiList<InvoiceLineItem>`; a second one of the same name gets its file. */
export function definitionName(
  type: ts.Type,
  checker: ts.TypeChecker,
  isTaken: (name: string) => boolean,
): string {
  const name = qualifiedName(type.symbol) + argumentNames(type, checker);
  if (!isTaken(name)) return name;
  const file = type.symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
  const inFile = `${basename(file, '.d.ts')}:${name}`;
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? inFile : `${inFile}#${count}`;
    if (!isTaken(candidate)) return candidate;
  }
}

function qualifiedName(symbol: ts.Symbol): string {
  const names = [symbol.name];
  for (let node: ts.Node | undefined = symbol.declarations?.[0]?.parent; node; node = node.parent) {
    if (ts.isModuleDeclaration(node)) names.unshift(node.name.text);
  }
  return names.join('.');
}

function argumentNames(type: ts.Type, checker: ts.TypeChecker): string {
  const reference = type as ts.TypeReference;
  if (!reference.target?.typeParameters) return '';
  const names = checker
    .getTypeArguments(reference)
    .filter((argument) => !(argument.flags & ts.TypeFlags.TypeParameter))
    .map((argument) => argument.symbol?.name ?? checker.typeToString(argument));
  return names.length > 0 ? `<${names.join(', ')}>` : '';
}
