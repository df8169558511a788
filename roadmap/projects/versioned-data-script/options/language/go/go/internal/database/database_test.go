package database

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/mlr-starter-go/internal/orders"
)

const schema = `
CREATE TABLE IF NOT EXISTS orders (
    order_id TEXT PRIMARY KEY, customer_id TEXT, ordered_on TEXT, country TEXT, currency TEXT,
    amount_cents INTEGER CHECK (amount_cents >= 0), euro_cents INTEGER, status TEXT, updated_at TEXT
);`

const rejected = `
CREATE TABLE IF NOT EXISTS rejected (source TEXT, line INTEGER, reason TEXT, raw TEXT);`

func order(id, status, updated string) orders.Order {
	return orders.Order{
		OrderID: id, CustomerID: "C0001", OrderedOn: "2026-10-05", Country: "DE", Currency: "EUR",
		AmountCents: 1990, EuroCents: 1990, Status: status, UpdatedAt: updated,
	}
}

// save writes exports into a new database, one after the other, and gives what a query then says.
func save(t *testing.T, schema, query string, exports ...orders.Export) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "a folder #1 %20") // signs that mean something in an address
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "schema.sql")
	if err := os.WriteFile(file, []byte(schema), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "data", "orders.db")
	for _, export := range exports {
		db, err := Prepare(path, file)
		if err != nil {
			t.Fatal(err)
		}
		if err := Save(t.Context(), db, "orders.csv", export); err != nil {
			t.Log(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out strings.Builder
	if err := Report(t.Context(), db, query, nil, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestSave(t *testing.T) {
	paid := orders.Export{Orders: []orders.Order{order("A-1", "paid", "2026-10-05"), order("A-2", "paid", "2026-10-05")}}
	news := orders.Export{Orders: []orders.Order{order("A-1", "refunded", "2026-10-07")}}
	wrong := order("A-4", "paid", "2026-10-05")
	wrong.AmountCents = -1
	broken := orders.Export{Orders: []orders.Order{order("A-3", "paid", "2026-10-05"), wrong}}
	bad := orders.Export{Rejected: []orders.Rejected{{Source: "orders.csv", Line: 2, Reason: "amount: free", Raw: "A-9,free"}}}
	const all = "SELECT order_id, status FROM orders ORDER BY order_id"
	for name, each := range map[string]struct {
		schema, query string
		exports       []orders.Export
		want          string
	}{
		"twice is once":           {schema, all, []orders.Export{paid, paid}, "A-1,paid\nA-2,paid\n"},
		"the latest news wins":    {schema, all, []orders.Export{paid, news, paid}, "A-1,refunded\nA-2,paid\n"},
		"all or nothing":          {schema, all, []orders.Export{news, broken}, "A-1,refunded\n"},
		"refused rows need it":    {schema, all, []orders.Export{bad}, ""},
		"refused rows, once":      {schema + rejected, "SELECT line, raw FROM rejected", []orders.Export{bad, bad}, "2,\"A-9,free\"\n"},
		"refused rows, corrected": {schema + rejected, "SELECT line, raw FROM rejected", []orders.Export{bad, paid}, ""},
		"refused rows, unwritten": {schema + rejected, "SELECT raw FROM rejected", []orders.Export{bad, broken}, "\"A-9,free\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			_, got, _ := strings.Cut(save(t, each.schema, each.query, each.exports...), "\n")
			if got != each.want {
				t.Errorf("got %q, want %q", got, each.want)
			}
		})
	}
}

func TestOpenMakesNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.db")
	if _, err := Open(path); !errors.Is(err, ErrMissing) {
		t.Errorf("got %v, want ErrMissing", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a database was made")
	}
}

func TestReport(t *testing.T) {
	const empty = "SELECT 1 WHERE 0"
	for query, want := range map[string]string{
		"SELECT 1 AS one, 2.0 AS two, 19.9 AS three": "one,two,three\n1,2.0,19.9\n",
		"SELECT NULL AS a, ' b' AS b":                "a,b\n, b\n",
		`SELECT 'say "a, b"' AS a`:                   "a\n\"say \"\"a, b\"\"\"\n",
		"SELECT '' AS a":                             "a\n\"\"\n",
		"SELECT 1e16 AS a, 0.00001 AS b, 0.0 AS c":   "a,b,c\n1e+16,1e-05,0.0\n",
		empty + " -- what is after it":               "1\n",
	} {
		db, err := open(filepath.Join(t.TempDir(), "orders.db"))
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if err := Report(t.Context(), db, query, nil, &out); err != nil || out.String() != want {
			t.Errorf("%s: got %q, %v; want %q", query, out.String(), err, want)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReportWithValues(t *testing.T) {
	db, err := open(filepath.Join(t.TempDir(), "orders.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out strings.Builder
	values := map[string]string{"name": "it's", "unused": "x"}
	if err := Report(t.Context(), db, "SELECT upper(:name) AS a", values, &out); err != nil || out.String() != "a\nIT'S\n" {
		t.Errorf("got %q, %v", out.String(), err)
	}
	if err := Report(t.Context(), db, "SELECT :name", nil, &out); err == nil || !strings.Contains(err.Error(), "name") {
		t.Errorf("got %v, want an error that names the value", err)
	}
}
