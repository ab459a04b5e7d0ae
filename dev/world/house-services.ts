import { DEV_STAFF } from '../../app/auth/dev-accounts.ts';
import { runtimeOf } from '../../app/config/runtime.ts';
import { createServiceContext } from '../../app/config/service-context.ts';
import { isBillingError } from '../../app/domain/errors.ts';
import { provisionCatalog } from '../../app/services/catalog/provision-catalog.ts';
import type { ServiceContext } from '../../app/services/context.ts';
import { type CreatedCustomer, createCustomer } from '../../app/services/customers/create-customer.ts';
import type { CreateCustomerInput } from '../../app/services/customers/create-customer-input.ts';
import { listReviews } from '../../app/services/invoice-reviews/list-reviews.ts';
import { resolveReview } from '../../app/services/invoice-reviews/resolve-review.ts';
import { ControlError } from '../control/control-error.ts';

/** The product's own services, called from the world's process through the same drivers as in a Worker. */
export interface HouseServices {
  provisionCatalog(): Promise<void>;
  /** Throws `ControlError` naming the field for what the service refuses. */
  createCustomer(input: CreateCustomerInput): Promise<CreatedCustomer>;
  /** Puts another card in the place of a customer's default one. */
  replaceCard(stripeCustomerId: string, paymentMethod: string): Promise<void>;
  /** What an admin does who looks at the held invoices and finds them right. Answers how many there were. */
  releaseParkedInvoices(): Promise<number>;
}

/** Their names in `POST /accounts`, where they differ. */
const CONTROL_FIELDS: Readonly<Record<string, string>> = { planId: 'plan_type' };

export function createHouseServices(bindings: Record<string, string>, now: () => Date): HouseServices {
  const runtime = runtimeOf({ ...bindings, EVENTS_QUEUE: { send: async () => undefined } as never });
  function context(): ServiceContext {
    return createServiceContext(runtime, {
      actor: { kind: 'system', name: 'local-world' },
      requestId: crypto.randomUUID(),
      now: now(),
    });
  }
  return {
    async provisionCatalog() {
      await provisionCatalog(context());
    },
    async createCustomer(input) {
      try {
        return await createCustomer(context(), input);
      } catch (error) {
        throw toControlError(error);
      }
    },
    async replaceCard(stripeCustomerId, paymentMethod) {
      const { stripe } = runtime;
      const attached = await stripe.paymentMethods.attach(paymentMethod, { customer: stripeCustomerId });
      await stripe.customers.update(stripeCustomerId, {
        invoice_settings: { default_payment_method: attached.id },
      });
    },
    async releaseParkedInvoices() {
      const ctx = { ...context(), actor: adminActor() };
      const parked = (await listReviews(ctx)).filter(({ status }) => status === 'parked');
      for (const { invoiceId } of parked) {
        await resolveReview(ctx, {
          invoiceId,
          decision: 'release',
          keyword: 'release',
          reason: 'Looked at: traffic really grew.',
        });
      }
      return parked.length;
    },
  };
}

function toControlError(error: unknown): unknown {
  if (!isBillingError(error)) return error;
  const path = error.fields[0]?.path;
  const field = path === undefined ? undefined : (CONTROL_FIELDS[path] ?? path);
  const detail = error.fields[0] === undefined ? error.userMessage : `${field}: ${error.fields[0].message}`;
  if (error.code === 'invalid_value' || error.code === 'invalid_request')
    return new ControlError(400, detail, field);
  if (error.code === 'conflict') return new ControlError(409, detail, field);
  if (error.code === 'payment_declined') return new ControlError(402, error.userMessage);
  return error;
}

function adminActor() {
  const [{ sub: id, email, name, role, locale }] = DEV_STAFF;
  return { kind: 'staff', id, email, name, role, locale } as const;
}
