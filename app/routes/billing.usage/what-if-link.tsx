import { useSearchParams } from '@remix-run/react';
import { ButtonLink } from '../../components/ui/button.tsx';
import { customerQuery } from '../../pages/customer-query.ts';

export function WhatIfLink() {
  const [search] = useSearchParams();
  return (
    <ButtonLink size="sm" to={`/billing/usage/what-if${customerQuery(search)}`}>
      Compare plans
    </ButtonLink>
  );
}
