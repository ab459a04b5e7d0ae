/** One request under a key: who sent it, to what, and a hash of what it says. */
export interface IdempotentRequest {
  scope: string;
  key: string;
  requestHash: string;
}

/** What was answered under a key; `body` is the text that was sent. */
export interface StoredAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** The right to do the work of one request, until the lease runs out and a repeat takes it over. */
export interface Claim extends IdempotentRequest {
  leaseToken: string;
}
