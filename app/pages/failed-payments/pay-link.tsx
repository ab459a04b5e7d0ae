import { buttonClass } from '../../components/ui/button.tsx';

/** To Stripe's page of the invoice, where it is paid with the card on file or another one. */
export function PayLink({ payUrl }: { payUrl: string }) {
  return (
    <a href={payUrl} rel="noreferrer" className={buttonClass({ kind: 'primary', size: 'sm' })}>
      Pay now
    </a>
  );
}
