package cli

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"example.org/mlr-starter-go/internal/database"
)

func newRejected(shared *settings) *cobra.Command {
	var source string
	var exitCode bool
	rejected := &cobra.Command{
		Use:     "rejected",
		Short:   "Print the refused rows as JSON",
		Example: "  orders rejected --source orders-2026-10.csv\n  orders rejected --exit-code > rejected.json || notify",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			// A database that is named needs no project around it.
			project, err := shared.folder()
			if err != nil && shared.database == "" {
				return err
			}
			db, err := shared.open(project)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, db.Close()) }()
			found, err := database.Rejected(cmd.Context(), db, source)
			if errors.Is(err, database.ErrNoTable) {
				return fmt.Errorf("%w; load an export again: orders load FILE", err)
			}
			if err != nil {
				return err
			}
			out := json.NewEncoder(cmd.OutOrStdout())
			out.SetIndent("", "  ")
			out.SetEscapeHTML(false)
			if err := out.Encode(found); err != nil {
				return err
			}
			if exitCode && len(found) > 0 {
				return errRejected
			}
			return nil
		},
	}
	flags := rejected.Flags()
	flags.StringVar(&source, "source", "", "only the rows of this file, by its name")
	flags.BoolVar(&exitCode, "exit-code", false, "end with 3 when there are refused rows")
	return rejected
}
