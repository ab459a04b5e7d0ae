import type { FieldError } from '../domain/errors.ts';

/** Refusals that only HTTP knows: the domain's own are `BillingError`s. */
export type HttpErrorCode =
  | 'bad_request'
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'csrf_token_invalid'
  | 'configuration';

export interface HttpErrorInput {
  code: HttpErrorCode;
  message: string;
  fields?: readonly FieldError[];
  headers?: Readonly<Record<string, string>>;
}

export class HttpError extends Error {
  readonly code: HttpErrorCode;
  readonly fields: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor({ code, message, fields = [], headers = {} }: HttpErrorInput) {
    super(message);
    this.name = 'HttpError';
    this.code = code;
    this.fields = fields;
    this.headers = headers;
  }
}
