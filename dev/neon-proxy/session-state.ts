import type { Statement } from './statement.ts';

const OPENS_WITH =
  /^\s*(set|reset|listen|prepare|declare|load|create\s+(local\s+|global\s+)?temp(orary)?)\b/i;
const CALLS = /\b(pg_(try_)?advisory_lock(_shared)?)\s*\(/i;
const SESSION_WIDE_SETTING = /\bset_config\s*\((?![^)]*,\s*true\s*\))/i;

/** Whether a statement may leave something behind in its session that the next request must not meet. */
export function mayLeaveSessionState({ text }: Statement): boolean {
  return OPENS_WITH.test(text) || CALLS.test(text) || SESSION_WIDE_SETTING.test(text);
}
