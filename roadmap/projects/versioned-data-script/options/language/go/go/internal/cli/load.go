package cli

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"example.org/mlr-starter-go/internal/database"
	"example.org/mlr-starter-go/internal/orders"
)

// TODO(learner): the Python twin refuses a file of which more than a fifth is refused; --max-rejected
// sets another limit.
func newLoad(shared *settings) *cobra.Command {
	return &cobra.Command{
		Use:     "load FILE",
		Short:   "Clean an export and put its orders into the database",
		Example: "  orders load data/raw/orders-2026-10.csv",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			project, err := shared.folder()
			if err != nil {
				return err
			}
			reference, err := orders.ReadReference(filepath.Join(project, "data", "reference"))
			if err != nil {
				return err
			}
			// The whole file is read before anything is written: bad text may stand at its end.
			export, err := orders.ReadExport(args[0], reference)
			if err != nil {
				return fmt.Errorf("nothing was loaded: %w", err)
			}
			db, err := database.Prepare(shared.databaseIn(project), filepath.Join(project, "sql", "schema.sql"))
			if err != nil {
				return fmt.Errorf("nothing was loaded: %w", err)
			}
			defer func() { err = errors.Join(err, db.Close()) }()
			source := filepath.Base(args[0])
			if err := database.Save(cmd.Context(), db, source, export); err != nil {
				return fmt.Errorf("nothing was loaded: %w", err)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %d rows, %d orders, %d rejected\n",
				source, export.Rows, len(export.Orders), len(export.Rejected))
			return err
		},
	}
}
