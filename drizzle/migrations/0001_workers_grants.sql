-- The Workers' role owns nothing. The role itself is made by whoever runs the database (dev world, or docs/deploy.md).
GRANT USAGE ON SCHEMA public TO billing_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO billing_app;
--> statement-breakpoint
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO billing_app;
--> statement-breakpoint
REVOKE UPDATE, DELETE, TRUNCATE ON billing_audit FROM billing_app;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO billing_app;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO billing_app;
