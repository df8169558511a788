// Package orders turns the rows of an export into clean orders. It knows no database, so that every
// rule can be tested with one line.
package orders

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Columns of an export. Others may stand beside them.
var Columns = []string{"order_id", "customer_id", "ordered_at", "country", "currency", "amount", "status", "updated_at"}

var (
	statuses = []string{"cancelled", "paid", "refunded", "shipped"}
	// Whole units, then perhaps cents.
	amount = regexp.MustCompile(`^(\d+)(?:\.(\d{1,2}))?$`)
	moment = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)
)

// Order is an order as the database keeps it. Money is whole cents: adding up floats loses some.
type Order struct {
	OrderID     string
	CustomerID  string
	OrderedOn   string
	Country     string
	Currency    string
	AmountCents int64
	EuroCents   int64
	Status      string
	UpdatedAt   string
}

// Clean makes an order of one row, a value for each column. The error names the column that cannot
// be trusted, and what is wrong with it. Rules and their order are those of src/mlr_starter/clean.py.
func Clean(row map[string]string, reference Reference) (Order, error) {
	text := map[string]string{}
	for _, name := range Columns {
		text[name] = strings.Join(strings.Fields(row[name]), " ")
	}
	for _, name := range []string{"order_id", "customer_id"} {
		if text[name] == "" {
			return Order{}, fmt.Errorf("%s: missing", name)
		}
	}
	country, known := reference.Countries[strings.ToLower(text["country"])]
	if !known {
		return Order{}, fmt.Errorf("country: %q is no country that we know", text["country"])
	}
	currency := strings.ToUpper(text["currency"])
	rate, known := reference.Rates[currency]
	if !known {
		return Order{}, fmt.Errorf("currency: there is no rate for %q", currency)
	}
	status := strings.ToLower(text["status"])
	if !slices.Contains(statuses, status) {
		return Order{}, fmt.Errorf("status: %q is none of %s", text["status"], strings.Join(statuses, ", "))
	}
	if !moment.MatchString(text["updated_at"]) {
		return Order{}, fmt.Errorf("updated_at: %q is not like 2026-10-05T08:30:00Z", text["updated_at"])
	}
	cents, err := ToCents(text["amount"])
	if err != nil {
		return Order{}, fmt.Errorf("amount: %q: %w", text["amount"], err)
	}
	euros, err := ToEuros(cents, rate)
	if err != nil {
		return Order{}, fmt.Errorf("amount: %q: %w", text["amount"], err)
	}
	day, err := ToDate(text["ordered_at"])
	if err != nil {
		return Order{}, fmt.Errorf("ordered_at: %q: %w", text["ordered_at"], err)
	}
	return Order{
		OrderID:     strings.ToUpper(text["order_id"]),
		CustomerID:  strings.ToUpper(text["customer_id"]),
		OrderedOn:   day,
		Country:     country,
		Currency:    currency,
		AmountCents: cents,
		EuroCents:   euros,
		Status:      status,
		UpdatedAt:   text["updated_at"],
	}, nil
}

// ToCents reads 1299.00 as 129900.
//
// TODO(learner): it knows one spelling. Which does AMOUNT in clean.py know?
func ToCents(text string) (int64, error) {
	found := amount.FindStringSubmatch(text)
	if found == nil {
		return 0, errors.New("not an amount")
	}
	return strconv.ParseInt(found[1]+(found[2] + "00")[:2], 10, 64)
}

// ToDate reads a date as 2026-10-05; a day that does not exist is refused.
//
// TODO(learner): it knows one spelling. Which does DATES in clean.py know?
func ToDate(text string) (string, error) {
	day, err := time.Parse("2006-1-2", text)
	if err != nil {
		return "", errors.New("not a date")
	}
	return day.Format(time.DateOnly), nil
}
