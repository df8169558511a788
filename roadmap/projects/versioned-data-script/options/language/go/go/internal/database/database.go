// Package database opens the project's SQLite file, keeps orders in it and runs the queries of sql/.
package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // SQLite in Go alone: no C compiler is needed to build

	"example.org/mlr-starter-go/internal/orders"
)

// A new order goes in, a known one is brought up to date, and older news changes nothing.
const upsert = `
INSERT INTO orders (order_id, customer_id, ordered_on, country, currency, amount_cents, euro_cents, status, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (order_id) DO UPDATE SET
    customer_id = excluded.customer_id,
    ordered_on = excluded.ordered_on,
    country = excluded.country,
    currency = excluded.currency,
    amount_cents = excluded.amount_cents,
    euro_cents = excluded.euro_cents,
    status = excluded.status,
    updated_at = excluded.updated_at
WHERE excluded.updated_at > orders.updated_at`

// ErrMissing says that there is no database yet.
var ErrMissing = errors.New("there is no such database")

// Prepare opens the database for loading: it is made when it is not there, and the schema is run.
func Prepare(path, schema string) (*sql.DB, error) {
	statements, err := os.ReadFile(schema)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	db, err := open(path)
	if err != nil {
		return nil, err
	}
	if _, err := db.Exec(string(statements)); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", filepath.Base(schema), err), db.Close())
	}
	return db, nil
}

// Open opens a database that is there. Opening alone would make an empty one.
func Open(path string) (*sql.DB, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrMissing, path)
	}
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%w: %s is a folder", ErrMissing, path)
	}
	return open(path)
}

func open(path string) (*sql.DB, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// As an address, since a name may hold a question mark, and on Windows a drive.
	address := filepath.ToSlash(absolute)
	if !strings.HasPrefix(address, "/") {
		address = "/" + address
	}
	return sql.Open("sqlite", (&url.URL{Scheme: "file", Path: address}).String())
}

// Save writes what an export brought, all of it or nothing. Refused rows are kept where the schema
// has a table for them, in place of those that this source had before.
func Save(ctx context.Context, db *sql.DB, source string, export orders.Export) (err error) {
	change, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, change.Rollback())
		}
	}()
	for _, each := range export.Orders {
		_, err := change.ExecContext(ctx, upsert,
			each.OrderID, each.CustomerID, each.OrderedOn, each.Country, each.Currency,
			each.AmountCents, each.EuroCents, each.Status, each.UpdatedAt)
		if err != nil {
			return fmt.Errorf("%s: %w", each.OrderID, err)
		}
	}
	var tables int
	err = change.QueryRowContext(ctx,
		"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'rejected'").Scan(&tables)
	if err != nil {
		return err
	}
	if tables > 0 {
		if _, err := change.ExecContext(ctx, "DELETE FROM rejected WHERE source = ?", source); err != nil {
			return err
		}
		for _, each := range export.Rejected {
			_, err := change.ExecContext(ctx,
				"INSERT INTO rejected (source, line, reason, raw) VALUES (?, ?, ?, ?)",
				each.Source, each.Line, each.Reason, each.Raw)
			if err != nil {
				return err
			}
		}
	}
	return change.Commit()
}
