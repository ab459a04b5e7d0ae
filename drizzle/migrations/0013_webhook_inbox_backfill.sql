-- Whose event it is, for those that came before the column did; the same rule as `customerOf` reads it by.
UPDATE stripe_webhook_events
   SET stripe_customer_id = CASE
         WHEN object_type = 'customer' THEN object_id
         WHEN jsonb_typeof(payload #> '{data,object,customer}') = 'object' THEN payload #>> '{data,object,customer,id}'
         ELSE payload #>> '{data,object,customer}'
       END
 WHERE object_type IS NOT NULL;
