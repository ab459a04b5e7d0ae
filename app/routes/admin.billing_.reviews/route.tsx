import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/cloudflare';
import { useActionData, useLoaderData } from '@remix-run/react';
import { ShieldCheck } from 'lucide-react';
import { requirePage } from '../../auth/guards.ts';
import { Card } from '../../components/ui/card.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { supportedLocale } from '../../format/locale.ts';
import { readForm } from '../../http/body.ts';
import { submitForm } from '../../pages/form-errors.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { listReviews } from '../../services/invoice-reviews/list-reviews.ts';
import { resolveReview } from '../../services/invoice-reviews/resolve-review.ts';
import { ReviewCard } from './review-card.tsx';
import { toReviewView } from './reviews-view.server.ts';

export const meta: MetaFunction = () => [{ title: 'Invoice reviews · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  const locale = supportedLocale(ctx.actor.locale);
  return loadPage(args, async () => {
    const reviews = await listReviews(ctx);
    const mayDecide = ctx.actor.role === 'admin';
    const views = reviews.map((review) => toReviewView(review, { locale, mayDecide }));
    return { reviews: views, reading: reading() };
  });
}

export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'admin');
  return loadPage(args, async () => {
    const form = await readForm(args.request);
    const text = (name: string) => String(form.get(name) ?? '');
    const input = {
      invoiceId: text('invoiceId'),
      decision: text('decision'),
      keyword: text('keyword'),
      reason: text('reason'),
    };
    const refusal = await submitForm(() => resolveReview(ctx, input));
    if (refusal === null) throw redirect('/admin/billing/reviews');
    return data({ submitted: { ...input, refusal } }, { status: refusal.status });
  });
}

export default function ReviewsPage() {
  const { reviews } = useLoaderData<typeof loader>();
  const submitted = useActionData<typeof action>()?.submitted ?? null;
  return (
    <>
      <PageHeader title="Invoice reviews">
        Each invoice is judged before Stripe issues it. What something speaks against waits here.
      </PageHeader>
      {reviews.length === 0 ? (
        <Card>
          <EmptyState icon={ShieldCheck} title="Nothing is held">
            Periods, sizes, taxes and usage of all invoices were in order.
          </EmptyState>
        </Card>
      ) : (
        <div className="max-w-[960px] space-y-6">
          {reviews.map((review) => (
            <ReviewCard key={review.invoiceId} review={review} submitted={submitted} />
          ))}
        </div>
      )}
    </>
  );
}
