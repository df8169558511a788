-- The tables. Loading runs this every time, so each line must do no harm where it has been run.
CREATE TABLE IF NOT EXISTS orders (
    order_id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL,
    ordered_on TEXT NOT NULL CHECK (ordered_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    country TEXT NOT NULL CHECK (length(country) = 2),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    amount_cents INTEGER NOT NULL CHECK (amount_cents >= 0),
    euro_cents INTEGER NOT NULL CHECK (euro_cents >= 0),
    status TEXT NOT NULL CHECK (status IN ('cancelled', 'paid', 'refunded', 'shipped')),
    updated_at TEXT NOT NULL
);

-- The rows that are no orders: where they stood, what they were, and why they were refused.
CREATE TABLE IF NOT EXISTS rejected (
    source TEXT NOT NULL,
    line INTEGER NOT NULL,
    reason TEXT NOT NULL,
    raw TEXT NOT NULL,
    PRIMARY KEY (source, line)
);

-- For customer_orders.sql: the customer is compared by =, the day by a range, and the id sorts.
CREATE INDEX IF NOT EXISTS orders_by_customer ON orders (ordered_on, customer_id, order_id);
