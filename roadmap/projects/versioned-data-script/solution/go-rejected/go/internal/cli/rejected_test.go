package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/mlr-starter-go/internal/database"
)

func TestExitCodes(t *testing.T) {
	folder, export := project(t)
	t.Chdir(folder)
	schema := filepath.Join("sql", "schema.sql")
	text, err := os.ReadFile(schema)
	if err != nil {
		t.Fatal(err)
	}
	table := string(text) + "; CREATE TABLE IF NOT EXISTS rejected (source TEXT, line INTEGER, reason TEXT, raw TEXT)"
	if err := os.WriteFile(schema, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, err := run("load", export, "--db", "clean.db"); code != 0 {
		t.Fatal(err)
	}
	db, err := database.Prepare("some.db", schema)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("INSERT INTO rejected VALUES ('a.csv', 2, 'amount: free', 'a & b')"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]struct {
		code        int
		out, reason string
	}{
		"rejected --db some.db":                  {0, "\"raw\": \"a & b\"", ""},
		"rejected --db some.db --source b.csv":   {0, "[]\n", ""},
		"rejected --db some.db --exit-code":      {3, "\"line\": 2", ""},
		"rejected --db clean.db --exit-code":     {0, "[]\n", ""},
		"rejected --db none.db":                  {1, "", "none.db; load an export first"},
		"report total --db clean.db":             {1, "", "country"},
		"load nowhere.csv --db clean.db":         {1, "", "nowhere.csv"},
		"rejected --db some.db now":              {2, "", "now"},
		"rejected --fly":                         {2, "", "--fly"},
		"reject":                                 {2, "", "rejected"},
		"load":                                   {2, "", "accepts 1 arg(s)"},
		"load a.csv --max-rejected many":         {2, "", "many"},
		"load a.csv --max-rejected 2":            {2, "", "from 0 to 1"},
		"report total --set country=DE --db a/b": {1, "", "load an export first"},
	} {
		code, out, reason := run(strings.Fields(words)...)
		lines := strings.Count(reason, "\n")
		if code != want.code || !strings.Contains(out, want.out) || !strings.Contains(reason, want.reason) {
			t.Errorf("%s: got %d, %q, %q", words, code, out, reason)
		}
		if (want.reason == "" && lines != 0) || (want.reason != "" && (lines != 1 || out != "")) {
			t.Errorf("%s: got %q and %q", words, out, reason)
		}
	}
	if _, err := os.Stat("none.db"); err == nil {
		t.Error("a database was made by asking")
	}
}
