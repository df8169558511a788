package database

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// Report runs a query and writes its answer as CSV, with the names of the columns first. The values
// are handed over beside the query and never glued into it.
func Report(ctx context.Context, db *sql.DB, query string, values map[string]string, out io.Writer) error {
	named := make([]any, 0, len(values))
	for name, value := range values {
		named = append(named, sql.Named(name, value))
	}
	answer, err := db.QueryContext(ctx, query, named...)
	if err != nil {
		return err
	}
	defer answer.Close() // what can go wrong is in answer.Err

	columns, err := answer.Columns()
	if err != nil {
		return err
	}
	lines := []string{line(columns)}
	row := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range row {
		into[i] = &row[i]
	}
	for answer.Next() {
		if err := answer.Scan(into...); err != nil {
			return err
		}
		fields := make([]string, len(row))
		for i, value := range row {
			fields[i] = field(value)
		}
		lines = append(lines, line(fields))
	}
	// Nothing is printed of an answer that breaks off.
	if err := answer.Err(); err != nil {
		return err
	}
	_, err = io.WriteString(out, strings.Join(lines, ""))
	return err
}

// field writes a value as Python does, so that both twins print the same bytes.
func field(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case float64:
		return float(value)
	case []byte:
		return string(value)
	default:
		return fmt.Sprint(value)
	}
}

// float gives the shortest text that means this number, always with a point or an exponent.
func float(value float64) string {
	if size := math.Abs(value); size != 0 && (size < 1e-4 || size >= 1e16) {
		return strconv.FormatFloat(value, 'e', -1, 64)
	}
	text := strconv.FormatFloat(value, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// line joins fields; encoding/csv would also quote a space in front, which Python does not.
func line(fields []string) string {
	quoted := make([]string, len(fields))
	for i, each := range fields {
		if strings.ContainsAny(each, ",\"\r\n") || (each == "" && len(fields) == 1) {
			each = `"` + strings.ReplaceAll(each, `"`, `""`) + `"`
		}
		quoted[i] = each
	}
	return strings.Join(quoted, ",") + "\n"
}
