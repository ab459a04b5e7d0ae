-- A payload is written once, seldom read and trimmed after 90 days: compressing it costs a third of the statement that
-- stores it, and putting it out of line a second insert. What fills more than a page goes there still.
ALTER TABLE "stripe_webhook_events" SET (toast_tuple_target = 8160);
