package database

import (
	"errors"
	"path/filepath"
	"testing"
)

func TestRejected(t *testing.T) {
	db, err := open(filepath.Join(t.TempDir(), "orders.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := Rejected(t.Context(), db, ""); !errors.Is(err, ErrNoTable) {
		t.Errorf("got %v, want ErrNoTable", err)
	}
	if _, err := db.Exec(rejected); err != nil {
		t.Fatal(err)
	}
	if found, err := Rejected(t.Context(), db, ""); err != nil || found == nil || len(found) != 0 {
		t.Errorf("got %#v, %v; want a list without rows", found, err)
	}
	_, err = db.Exec(`INSERT INTO rejected VALUES ('b.csv', 10, 'amount: free', 'x'), ('b.csv', 9, 'amount: free', 'y'), ('a.csv', 20, 'fields: 3', 'z')`)
	if err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]string{"": "zyx", "b.csv": "yx", "c.csv": ""} {
		found, err := Rejected(t.Context(), db, source)
		got := ""
		for _, row := range found {
			got += row.Raw
		}
		if err != nil || got != want {
			t.Errorf("source %q: got %q, %v; want %q", source, got, err, want)
		}
	}
}
