import type { Context } from '../context.ts';
import type { FormObject } from '../wire/form.ts';
import { type Fields, type ParsedFields, parseFields } from '../wire/params.ts';

type Method = 'GET' | 'POST' | 'DELETE';

export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly params: Fields;
  /** Reads the parameters, refusing what is wrong with them; what it returns does the work. */
  prepare(form: FormObject): (ctx: Context, path: PathValues) => object;
}

/** The ids that stand in a path, e.g. `id` of `/v1/customers/:id`. */
export interface PathValues {
  id(name?: string): string;
}

/** One endpoint: its parameters, all others being refused, and what it does with them. */
export function route<F extends Fields>(
  method: Method,
  path: string,
  params: F,
  handle: (ctx: Context, params: ParsedFields<F>, path: PathValues) => object,
): Route {
  return {
    method,
    path,
    params,
    prepare(form) {
      const values = parseFields(params, form);
      return (ctx, placed) => handle(ctx, values, placed);
    },
  };
}

interface Node {
  readonly children: Map<string, Node>;
  placeholder: { name: string; node: Node } | null;
  readonly routes: Map<string, Route>;
}

export interface Match {
  readonly route: Route;
  readonly path: PathValues;
}

/** Stripe searches under a word where elsewhere an id stands; what is not built must not be taken for one. */
const SEARCH = 'search';
/** What previews have replaced, nor is it the id of an invoice. */
const REMOVED = ['/v1/invoices/upcoming', '/v1/invoices/upcoming/lines'];

/** Finds the route of a method and path by its segments; a literal segment goes before a placeholder. */
export class Router {
  private readonly root = createNode();

  constructor(routes: readonly Route[]) {
    for (const entry of routes) this.nodeAt(entry.path).routes.set(entry.method, entry);
    for (const path of REMOVED) this.nodeAt(path);
  }

  match(method: string, pathname: string): Match | null {
    const values: Record<string, string> = {};
    let node = this.root;
    for (const segment of pathname.split('/').slice(1)) {
      const child = node.children.get(segment);
      if (child) node = child;
      else if (node.placeholder && segment !== '' && segment !== SEARCH) {
        values[node.placeholder.name] = decodeSegment(segment);
        node = node.placeholder.node;
      } else return null;
    }
    const found = node.routes.get(method);
    return found ? { route: found, path: { id: (name = 'id') => values[name] ?? '' } } : null;
  }

  /** The node of a route's path, made if it is not there. */
  private nodeAt(path: string): Node {
    let node = this.root;
    for (const segment of path.split('/')) {
      if (segment === '') continue;
      if (segment.startsWith(':')) {
        node.placeholder ??= { name: segment.slice(1), node: createNode() };
        node = node.placeholder.node;
      } else {
        const child = node.children.get(segment) ?? createNode();
        node.children.set(segment, child);
        node = child;
      }
    }
    return node;
  }
}

/** What is no valid encoding is an id that nothing has. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function createNode(): Node {
  return { children: new Map(), placeholder: null, routes: new Map() };
}
