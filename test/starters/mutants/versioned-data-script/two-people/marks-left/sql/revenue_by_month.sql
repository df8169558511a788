-- Revenue of each month and country, in euros: what was paid and kept, by customers that are not our own staff.
SELECT
    substr(ordered_on, 1, 7) AS month,
    country,
    count(*) AS orders,
    sum(euro_cents) / 100.0 AS revenue
FROM orders
<<<<<<< HEAD
WHERE status <> 'cancelled' AND customer_id NOT LIKE 'TEST-%'
=======
WHERE status NOT IN ('cancelled', 'refunded')
>>>>>>> colleague/refunds
GROUP BY month, country
ORDER BY month, country;
