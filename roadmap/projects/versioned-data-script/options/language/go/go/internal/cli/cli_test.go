package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// project makes a small project with an export.
func project(t *testing.T) (folder, export string) {
	t.Helper()
	folder = t.TempDir()
	for name, text := range map[string]string{
		"sql/schema.sql": `CREATE TABLE IF NOT EXISTS orders (order_id TEXT PRIMARY KEY, customer_id, ordered_on, country,
			currency, amount_cents INTEGER, euro_cents INTEGER, status, updated_at)`,
		"sql/total.sql":                "SELECT sum(euro_cents) / 100.0 AS total FROM orders WHERE country = :country",
		"data/reference/countries.csv": "spelling,country\nDE,DE\n",
		"data/reference/rates.csv":     "currency,euro\nEUR,1.00\n",
		"orders.csv": "order_id,customer_id,ordered_at,country,currency,amount,status,updated_at\n" +
			"A-1,C0001,2026-10-05,DE,EUR,19.90,paid,2026-10-05T08:30:00Z\n",
	} {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder, filepath.Join(folder, "orders.csv")
}

// run gives the exit code, what was printed and what was complained about.
func run(args ...string) (code int, stdout, stderr string) {
	var out, err strings.Builder
	code = Run(args, &out, &err)
	return code, out.String(), err.String()
}

func TestLoadAndReport(t *testing.T) {
	folder, export := project(t)
	t.Setenv("MLR_STARTER_DB", "")
	t.Chdir(filepath.Join(folder, "data")) // the project is found from below
	for range 2 {
		code, out, err := run("load", export)
		if code != 0 || out != "orders.csv: 1 rows, 1 orders, 0 rejected\n" {
			t.Fatalf("got %d, %q, %q", code, out, err)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "data", "orders.db")); err != nil {
		t.Error(err)
	}
	code, out, err := run("report", "total", "--set", "country=DE")
	if code != 0 || out != "total\n19.9\n" {
		t.Errorf("got %d, %q, %q", code, out, err)
	}
}

func TestReasons(t *testing.T) {
	folder, export := project(t)
	t.Chdir(t.TempDir())
	none := filepath.Join(t.TempDir(), "none.db")
	for why, args := range map[string][]string{
		"--project":              {"load", export},
		"nowhere.csv":            {"load", "nowhere.csv", "--project", folder},
		"load an export first":   {"report", "total", "--project", folder, "--db", none},
		`there is no report "a"`: {"report", "a", "--project", folder},
		"accepts 1 arg(s)":       {"load"},
		`unknown command "fly"`:  {"fly"},
	} {
		code, out, err := run(args...)
		if code == 0 || out != "" || !strings.Contains(err, why) || strings.Count(err, "\n") != 1 {
			t.Errorf("%v: got %d, %q, %q; want a failure and one line with %q", args, code, out, err, why)
		}
	}
}
