package orders

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Reference is what spellings mean, and what a currency is worth in euros.
type Reference struct {
	// Countries are found by a spelling in lower case.
	Countries map[string]string
	Rates     map[string]Rate
}

// Rate is what one unit of a currency is worth in euros, as rates.csv writes it.
type Rate string

// ToEuros changes cents of a currency into cents of a euro; half a cent goes up.
//
// TODO(learner): a float is not what rates.csv says, only close to it. What are 8.50 pounds?
func ToEuros(cents int64, rate Rate) (int64, error) {
	factor, err := strconv.ParseFloat(string(rate), 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no rate", rate)
	}
	return int64(math.Round(float64(cents) * factor)), nil
}

// ReadReference reads the two tables of data/reference.
func ReadReference(folder string) (Reference, error) {
	reference := Reference{Countries: map[string]string{}, Rates: map[string]Rate{}}
	countries, err := readTable(filepath.Join(folder, "countries.csv"), "spelling", "country")
	if err != nil {
		return reference, err
	}
	for _, row := range countries {
		reference.Countries[strings.ToLower(row[0])] = row[1]
	}
	rates, err := readTable(filepath.Join(folder, "rates.csv"), "currency", "euro")
	if err != nil {
		return reference, err
	}
	for _, row := range rates {
		reference.Rates[row[0]] = Rate(row[1])
	}
	return reference, nil
}

// readTable gives the values of the named columns, row by row.
func readTable(path string, columns ...string) ([][]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() // read only: there is nothing to lose

	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: it is empty", filepath.Base(path))
	}
	at, err := positions(rows[0], columns)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	picked := make([][]string, 0, len(rows)-1)
	for _, row := range rows[1:] {
		values := make([]string, len(at))
		for i, position := range at {
			values[i] = row[position]
		}
		picked = append(picked, values)
	}
	return picked, nil
}
