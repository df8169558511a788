// Command orders is the Go twin of the project's Python commands: it loads exports and prints reports.
package main

import (
	"os"

	"example.org/mlr-starter-go/internal/cli"
)

func main() {
	os.Exit(cli.Run(os.Args[1:], os.Stdout, os.Stderr))
}
