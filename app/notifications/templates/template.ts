/** Throws when the payload is not what the kind promises: a fault of whoever queued it. */
export type Template = (payload: unknown, appUrl: string) => { subject: string; text: string };
