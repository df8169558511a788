-- Revenue of each month and country, in euros.
SELECT
    substr(ordered_on, 1, 7) AS month,
    country,
    count(*) AS orders,
    sum(euro_cents) / 100.0 AS revenue
FROM orders
GROUP BY month, country
ORDER BY month, country;
