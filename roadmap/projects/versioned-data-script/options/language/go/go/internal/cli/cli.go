// Package cli declares the commands, and turns their errors into exit codes.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

// settings are what every command knows: where the project and its database lie.
type settings struct {
	project  string
	database string
}

// Run runs the command line and gives the exit code: 0, or 1 with a reason on stderr.
func Run(args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	if err := root.Execute(); err != nil {
		fmt.Fprintln(stderr, "orders:", err)
		return 1
	}
	return 0
}

func newRoot() *cobra.Command {
	var shared settings
	root := &cobra.Command{
		Use:           "orders",
		Short:         "Load exports of orders into SQLite, and ask it",
		Long:          "The Go twin of the project's Python commands: the same rules, the same tables, the same reports.",
		SilenceUsage:  true, // no page of help after a failure
		SilenceErrors: true, // Run says them, once
	}
	flags := root.PersistentFlags()
	flags.StringVar(&shared.project, "project", "", "the project's folder (default: the one around this folder)")
	flags.StringVar(&shared.database, "db", "", "the database (default: MLR_STARTER_DB, or data/orders.db in the project)")
	root.AddCommand(newLoad(&shared), newReport(&shared))
	return root
}

// folder is the project's folder: the one that was named, or the nearest above that holds sql/schema.sql.
func (s *settings) folder() (string, error) {
	if s.project != "" {
		return s.project, nil
	}
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(here, "sql", "schema.sql")); err == nil {
			return here, nil
		}
		above := filepath.Dir(here)
		if above == here {
			return "", errors.New("no sql/schema.sql in this folder or above: start it in the project, or name it by --project")
		}
		here = above
	}
}

// databaseIn is the database that was named, or the project's own.
func (s *settings) databaseIn(project string) string {
	for _, path := range []string{s.database, os.Getenv("MLR_STARTER_DB")} {
		if path != "" {
			return path
		}
	}
	return filepath.Join(project, "data", "orders.db")
}
