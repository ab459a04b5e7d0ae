import { z } from 'zod';
import { migrationRequested } from './migration-requested.ts';
import { staffAlert } from './staff-alert.ts';
import type { Template } from './template.ts';

/** By the `kind` of the notification. A kind that only ever shows in-app needs none. */
const TEMPLATES: Readonly<Record<string, Template>> = {
  'migration.requested': migrationRequested,
};

/** Whatever our own staff is to be alerted of: `{ title, text, path? }`. */
const alertSchema = z.object({ title: z.string(), text: z.string(), path: z.string().optional() });

/** The message in words, or null when nothing here can put it into words. */
export function renderMessage(
  kind: string,
  payload: unknown,
  appUrl: string,
): { subject: string; text: string } | null {
  const template = TEMPLATES[kind];
  if (template !== undefined) return template(payload, appUrl);
  const alert = alertSchema.safeParse(payload);
  return alert.success ? staffAlert(alert.data, appUrl) : null;
}
