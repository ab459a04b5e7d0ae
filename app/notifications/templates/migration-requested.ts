import { z } from 'zod';
import type { Template } from './template.ts';

const payloadSchema = z.object({
  requestId: z.string(),
  channel: z.enum(['sandbox', 'production']),
  customerName: z.string(),
  customerId: z.string(),
  requestedBy: z.string(),
  notes: z.string(),
});

export const migrationRequested: Template = (payload, appUrl) => {
  const { requestId, channel, customerName, customerId, requestedBy, notes } = payloadSchema.parse(payload);
  return {
    subject: `${customerName} asks for a ${channel} migration`,
    text: [
      `Request ${requestId}, from ${requestedBy}.`,
      `Customer ${customerId}.`,
      '',
      notes,
      '',
      new URL(`/admin/billing/migrations/${requestId}`, appUrl).href,
    ].join('\n'),
  };
};
