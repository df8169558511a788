package database

import (
	"context"
	"database/sql"
	"errors"
)

// ErrNoTable says that the database is from before refused rows were kept.
var ErrNoTable = errors.New("this database has no table rejected")

// RejectedRow is a row of an export that is no order, as other programs read it.
type RejectedRow struct {
	Source string `json:"source"`
	Line   int    `json:"line"`
	Reason string `json:"reason"`
	Raw    string `json:"raw"`
}

// Rejected gives the refused rows in the order of files and lines: all of them, or those of one source.
func Rejected(ctx context.Context, db *sql.DB, source string) ([]RejectedRow, error) {
	var tables int
	err := db.QueryRowContext(ctx,
		"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'rejected'").Scan(&tables)
	if err != nil {
		return nil, err
	}
	if tables == 0 {
		return nil, ErrNoTable
	}
	answer, err := db.QueryContext(ctx, `
SELECT source, line, reason, raw FROM rejected
WHERE :source = '' OR source = :source
ORDER BY source, line`, sql.Named("source", source))
	if err != nil {
		return nil, err
	}
	defer answer.Close() // what can go wrong is in answer.Err

	// Made, so that JSON has an empty list and not null.
	found := []RejectedRow{}
	for answer.Next() {
		var row RejectedRow
		if err := answer.Scan(&row.Source, &row.Line, &row.Reason, &row.Raw); err != nil {
			return nil, err
		}
		found = append(found, row)
	}
	return found, answer.Err()
}
