package orders

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const header = "order_id,customer_id,ordered_at,country,currency,amount,status,updated_at\n"

// write makes an export of these lines.
func write(t *testing.T, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadExport(t *testing.T) {
	path := write(t, "\ufeff", header,
		"A-1,C0001,2026-10-05,DE,EUR,19.90,paid,2026-10-05T08:30:00Z\n",
		"\n",
		"A-2,C0001,2026-10-05,DE,EUR,free,paid,2026-10-05T08:30:00Z\n",
		"A-3,C0001,2026-10-05\n",
		"A-1,C0001,2026-10-05,DE,EUR,19.90,refunded,2026-10-09T08:30:00Z\n",
		"A-1,C0001,2026-10-05,DE,EUR,19.90,shipped,2026-10-06T08:30:00Z\n",
	)
	export, err := ReadExport(path, reference)
	if err != nil {
		t.Fatal(err)
	}
	if export.Rows != 5 || len(export.Orders) != 1 || export.Orders[0].Status != "refunded" {
		t.Errorf("got %d rows and the orders %+v; want 5, and A-1 refunded", export.Rows, export.Orders)
	}
	want := []Rejected{
		{"orders.csv", 4, "amount", "A-2,C0001,2026-10-05,DE,EUR,free,paid,2026-10-05T08:30:00Z"},
		{"orders.csv", 5, "fields", "A-3,C0001,2026-10-05"},
	}
	for i, each := range export.Rejected {
		if i >= len(want) || !strings.HasPrefix(each.Reason, want[i].Reason+": ") {
			t.Fatalf("got %+v", export.Rejected)
		}
		each.Reason = want[i].Reason
		if each != want[i] {
			t.Errorf("got %+v, want %+v", each, want[i])
		}
	}
}

func TestReadExportRefusesAWrongFile(t *testing.T) {
	for why, path := range map[string]string{
		"there is no column amount, status, updated_at": write(t, "order_id,customer_id,ordered_at,country,currency\n"),
		"UTF-8":       write(t, header, "A-1,C0001,2026-10-05,\xd6sterreich,EUR,1.00,paid,2026-10-05T08:30:00Z\n"),
		"nowhere.csv": filepath.Join(t.TempDir(), "nowhere.csv"),
	} {
		if _, err := ReadExport(path, reference); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("got %v, want an error with %q", err, why)
		}
	}
}

func TestReadReference(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"countries.csv": "spelling,country\nDeutschland,DE\n",
		"rates.csv":     "currency,euro\nGBP,1.17\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := ReadReference(folder)
	if err != nil || got.Countries["deutschland"] != "DE" || got.Rates["GBP"] != "1.17" {
		t.Errorf("got %+v, %v", got, err)
	}
}
