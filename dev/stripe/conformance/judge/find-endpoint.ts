import type { Endpoint } from '../schema/read-resources.ts';

/** Finds what the SDK calls by a method and a path; a path without placeholders goes first. */
export function createEndpointFinder(endpoints: readonly Endpoint[]) {
  const patterns = endpoints
    .map((endpoint) => ({
      endpoint,
      pattern: toPattern(endpoint.path),
      ids: endpoint.path.split('{}').length,
    }))
    .sort((a, b) => a.ids - b.ids);
  return function findEndpoint(method: string, path: string): Endpoint | undefined {
    const verb = method.toUpperCase();
    return patterns.find(({ endpoint, pattern }) => endpoint.verb === verb && pattern.test(path))?.endpoint;
  };
}

function toPattern(path: string): RegExp {
  const literals = path.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('[^/]+')}$`);
}
