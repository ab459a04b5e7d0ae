/** What went over the wire, as it went: raw text, so that an onlooker judges exactly what a client got. */
export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly requestBody: string;
  readonly status: number;
  readonly responseBody: string;
}

export interface WebhookDelivery {
  readonly url: string;
  readonly signature: string;
  readonly payload: string;
}

/** Sees every API exchange and every webhook that leaves; it must not throw. */
export interface StandInObserver {
  onExchange(exchange: Exchange): void;
  onWebhook(delivery: WebhookDelivery): void;
}
