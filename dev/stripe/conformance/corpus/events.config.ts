import workers from '../../../vitest/workers.config.ts';

const { include: _, globalSetup, ...test } = workers.test ?? {};

/** Recorded events go to the Worker itself, so they are delivered in workerd like the Workers' own tests. */
export default {
  ...workers,
  test: {
    ...test,
    include: process.env.STRIPE_CORPUS ? ['dev/stripe/conformance/corpus/*.workers.corpus.ts'] : [],
    globalSetup: [globalSetup ?? [], 'dev/stripe/conformance/corpus/provide-events.ts'].flat(),
    passWithNoTests: true,
  },
};
