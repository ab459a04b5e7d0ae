/** Input the control port refuses; `field` says where it is wrong. */
export class ControlError extends Error {
  readonly status: number;
  readonly field: string | undefined;

  constructor(status: number, message: string, field?: string) {
    super(message);
    this.name = 'ControlError';
    this.status = status;
    this.field = field;
  }
}
