package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"example.org/mlr-starter-go/internal/database"
)

func newReport(shared *settings) *cobra.Command {
	var set []string
	report := &cobra.Command{
		Use:     "report NAME",
		Short:   "Run a query of sql/ and print its answer as CSV",
		Example: "  orders report revenue_by_month\n  orders report customer_orders --set customer=C0042 --set since=2026-10-01",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			project, err := shared.folder()
			if err != nil {
				return err
			}
			query, err := readQuery(filepath.Join(project, "sql"), args[0])
			if err != nil {
				return err
			}
			values := map[string]string{}
			for _, each := range set {
				name, value, _ := strings.Cut(each, "=")
				values[name] = value
			}
			db, err := database.Open(shared.databaseIn(project))
			if errors.Is(err, database.ErrMissing) {
				return fmt.Errorf("%w; load an export first: orders load FILE", err)
			}
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, db.Close()) }()
			if err := database.Report(cmd.Context(), db, query, values, cmd.OutOrStdout()); err != nil {
				return fmt.Errorf("sql/%s.sql: %w", args[0], err)
			}
			return nil
		},
	}
	report.Flags().StringArrayVar(&set, "set", nil, "a value for :NAME in the query, as NAME=VALUE")
	return report
}

// readQuery reads a query by its name; the error lists those that there are.
func readQuery(folder, name string) (string, error) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return "", err
	}
	var names []string
	for _, file := range files {
		each, isQuery := strings.CutSuffix(file.Name(), ".sql")
		if !isQuery || each == "schema" {
			continue
		}
		if each == name {
			query, err := os.ReadFile(filepath.Join(folder, file.Name()))
			return string(query), err
		}
		names = append(names, each)
	}
	return "", fmt.Errorf("there is no report %q; there are: %s", name, strings.Join(names, ", "))
}
