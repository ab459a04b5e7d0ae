// Its ESM build resolves without having migrated anything, so CommonJS.
const { runMigrations } = require('@supabase/stripe-sync-engine');

runMigrations({ databaseUrl: process.env.DATABASE_URL, schema: 'stripe', logger: console }).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
