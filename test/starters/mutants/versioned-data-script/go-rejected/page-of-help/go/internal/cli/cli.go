// Package cli declares the commands, and turns their errors into exit codes.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// settings are what every command knows: where the project and its database lie.
type settings struct {
	project  string
	database string
}

// What a program that calls this one can go by.
const (
	exitDone     = 0
	exitFailed   = 1 // it could not be done
	exitWrongUse = 2 // it was asked wrongly
	exitRejected = 3 // rejected --exit-code: there are refused rows
)

// failure is an error of a command's own work; what Cobra says of arguments and flags is none.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// errRejected ends rejected --exit-code when it has printed refused rows.
var errRejected = errors.New("there are refused rows")

// work marks the errors of a command as its own.
func work(run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := run(cmd, args); err != nil {
			return failure{err}
		}
		return nil
	}
}

// Run runs the command line and gives the exit code, with a reason on stderr for 1 and 2.
func Run(args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.Execute()
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errRejected):
		return exitRejected
	}
	fmt.Fprintln(stderr, "orders:", oneLine(err))
	if errors.As(err, new(failure)) {
		return exitFailed
	}
	return exitWrongUse
}

// oneLine joins the lines of an error, such as Cobra's suggestions.
func oneLine(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}

func newRoot() *cobra.Command {
	var shared settings
	root := &cobra.Command{
		Use:           "orders",
		Short:         "Load exports of orders into SQLite, and ask it",
		Long:          "The Go twin of the project's Python commands: the same rules, the same tables, the same reports.",
		SilenceErrors: true, // Run says them, once
	}
	flags := root.PersistentFlags()
	flags.StringVar(&shared.project, "project", "", "the project's folder (default: the one around this folder)")
	flags.StringVar(&shared.database, "db", "", "the database (default: MLR_STARTER_DB, or data/orders.db in the project)")
	root.AddCommand(newLoad(&shared), newReport(&shared), newRejected(&shared))
	for _, command := range root.Commands() {
		command.RunE = work(command.RunE)
	}
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
