-- The orders of one customer since a day, oldest first. Support asks this on every call.
-- TODO(learner): look at its plan. Why would an index not help the query as it is?
SELECT order_id, ordered_on, status, euro_cents / 100.0 AS euros
FROM orders
WHERE upper(customer_id) = upper(:customer) AND date(ordered_on) >= date(:since)
ORDER BY ordered_on, order_id;
