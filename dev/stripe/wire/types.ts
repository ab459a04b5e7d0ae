import type Stripe from 'stripe';

/**
 * A stripe-node type as it travels: expandable fields collapsed to their ids, decimals as strings. The objects of the
 * stand-in are typed by it, so that a new required field in the next stripe-node fails the type check here.
 */
export type Wire<T> = unknown extends T
  ? unknown
  : [string] extends [T]
    ? Extract<T, string | null | undefined>
    : WireEach<T>;

type WireEach<T> = T extends Stripe.Decimal
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T;

export interface List<T> {
  object: 'list';
  data: T[];
  has_more: boolean;
  url: string;
}

export type Metadata = Record<string, string>;
