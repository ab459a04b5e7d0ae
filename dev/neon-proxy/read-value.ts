import { types } from 'pg';

const { BOOL, INT2, INT4, FLOAT4, FLOAT8, JSON: JSON_TEXT, JSONB } = types.builtins;

/** PostgreSQL's text of one value as a JSON value; what JSON cannot hold exactly stays text, as with Neon. */
export function readValue(text: string | null, dataType: number): unknown {
  if (text === null) return null;
  switch (dataType) {
    case BOOL:
      return text === 't';
    case INT2:
    case INT4:
      return Number(text);
    case FLOAT4:
    case FLOAT8:
      return Number.isFinite(Number(text)) ? Number(text) : text;
    case JSON_TEXT:
    case JSONB:
      return JSON.parse(text);
    default:
      return text;
  }
}
