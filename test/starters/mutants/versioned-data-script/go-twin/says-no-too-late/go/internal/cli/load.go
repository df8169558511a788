package cli

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"example.org/mlr-starter-go/internal/database"
	"example.org/mlr-starter-go/internal/orders"
)

func newLoad(shared *settings) *cobra.Command {
	var maxRejected float64
	load := &cobra.Command{
		Use:     "load FILE",
		Short:   "Clean an export and put its orders into the database",
		Example: "  orders load data/raw/orders-2026-10.csv",
		Args:    cobra.ExactArgs(1),
		// A wrong flag is the caller's mistake, as Cobra's own errors are, and not one of loading.
		PreRunE: func(*cobra.Command, []string) error {
			if !(maxRejected >= 0 && maxRejected <= 1) {
				return fmt.Errorf("--max-rejected is a share from 0 to 1, not %g", maxRejected)
			}
			return nil
		},
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
			source := filepath.Base(args[0])
			db, err := database.Prepare(shared.databaseIn(project), filepath.Join(project, "sql", "schema.sql"))
			if err != nil {
				return fmt.Errorf("nothing was loaded: %w", err)
			}
			defer func() { err = errors.Join(err, db.Close()) }()
			if err := database.Save(cmd.Context(), db, source, export); err != nil {
				return fmt.Errorf("nothing was loaded: %w", err)
			}
			if count := len(export.Rejected); float64(count) > maxRejected*float64(export.Rows) {
				first := export.Rejected[0]
				return fmt.Errorf("nothing was loaded: %s: %d of %d rows rejected, more than %g%%; line %d: %s",
					source, count, export.Rows, maxRejected*100, first.Line, first.Reason)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %d rows, %d orders, %d rejected\n",
				source, export.Rows, len(export.Orders), len(export.Rejected))
			return err
		},
	}
	load.Flags().Float64Var(&maxRejected, "max-rejected", 0.2, "the largest share of refused rows, from 0 to 1")
	return load
}
