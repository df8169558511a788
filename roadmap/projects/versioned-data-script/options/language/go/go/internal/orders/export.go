package orders

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// Rejected is a row that is no order.
type Rejected struct {
	// Source is the name of the file.
	Source string
	// Line is counted as an editor counts: the header is line 1, and an empty line counts.
	Line int
	// Reason begins with the name of the column that is wrong.
	Reason string
	// Raw is the row as one line of CSV.
	Raw string
}

// Export is what an export holds: its rows are orders or rejected, and an order may come twice.
type Export struct {
	Rows     int
	Orders   []Order
	Rejected []Rejected
}

// ReadExport reads and cleans a whole export. The error says why the file itself cannot be trusted;
// a bad row is no such error.
func ReadExport(path string, reference Reference) (Export, error) {
	name := filepath.Base(path)
	text, err := os.ReadFile(path)
	if err != nil {
		return Export{}, err
	}
	if !utf8.Valid(text) {
		return Export{}, fmt.Errorf("%s is not CSV in UTF-8", name)
	}
	// Excel puts a mark in front.
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	reader.FieldsPerRecord = -1 // a row of another length is one bad row, not a bad file
	reader.LazyQuotes = true    // as is a quotation mark in the middle of a value
	header, err := reader.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return Export{}, fmt.Errorf("%s: %w", name, err)
	}
	if _, err := positions(header, Columns); err != nil {
		return Export{}, fmt.Errorf("%s: %w", name, err)
	}

	var export Export
	at := map[string]int{} // where an order stands in export.Orders
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return export, nil
		}
		if err != nil {
			return Export{}, fmt.Errorf("%s: %w", name, err)
		}
		export.Rows++
		order, err := cleanRow(header, row, reference)
		if err != nil {
			line, _ := reader.FieldPos(0)
			export.Rejected = append(export.Rejected, Rejected{name, line, err.Error(), asCSV(row)})
			continue
		}
		known, twice := at[order.OrderID]
		switch {
		case !twice:
			at[order.OrderID] = len(export.Orders)
			export.Orders = append(export.Orders, order)
		case order.UpdatedAt > export.Orders[known].UpdatedAt:
			// The newer row is what the order is now.
			export.Orders[known] = order
		}
	}
}

func cleanRow(header, row []string, reference Reference) (Order, error) {
	if len(row) != len(header) {
		return Order{}, fmt.Errorf("fields: %d instead of %d", len(row), len(header))
	}
	values := map[string]string{}
	for i, name := range header {
		values[name] = row[i]
	}
	return Clean(values, reference)
}

// positions says where the columns stand in a header.
func positions(header, columns []string) ([]int, error) {
	var found []int
	var missing []string
	for _, name := range columns {
		if at := slices.Index(header, name); at >= 0 {
			found = append(found, at)
		} else {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("there is no column %s", strings.Join(missing, ", "))
	}
	return found, nil
}

// asCSV is a row as one line.
func asCSV(row []string) string {
	var line strings.Builder
	writer := csv.NewWriter(&line)
	// Writing into memory cannot fail.
	_ = writer.Write(row)
	writer.Flush()
	return strings.TrimSuffix(line.String(), "\n")
}
