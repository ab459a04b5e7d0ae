/** A message in its final words, for one recipient on one channel. */
export interface OutgoingMessage {
  /** The same for every try, so that a channel that knows it delivers once. */
  id: string;
  /** An e-mail address; null where the channel knows where to go. */
  recipient: string | null;
  subject: string;
  text: string;
}

/** `retry`: not now, or no answer. `refused`: never, whatever we do. */
export type Delivery = { kind: 'sent' } | { kind: 'retry' | 'refused'; reason: string };

/** A way to somebody outside these pages. Never throws: what went wrong is its answer. */
export interface Channel {
  deliver(message: OutgoingMessage): Promise<Delivery>;
}
