-- The orders of one customer since a day, oldest first. Support asks this on every call.
-- Functions stand around the values only: around a column they would hide it from the index.
SELECT order_id, ordered_on, status, euro_cents / 100.0 AS euros
FROM orders
WHERE customer_id = :customer AND ordered_on >= date(:since)
ORDER BY ordered_on, order_id;
