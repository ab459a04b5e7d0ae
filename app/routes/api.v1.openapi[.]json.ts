import { openApiDocument } from '../http/api/openapi.ts';
import { apiRoute } from '../http/api-route.ts';
import { publicJson } from '../http/private-json.ts';

const route = apiRoute({
  GET({ context }) {
    return publicJson(openApiDocument(context.runtime.env.APP_URL), { cacheControl: 'public, max-age=300' });
  },
});

export const loader = route.loader;
export const action = route.action;
