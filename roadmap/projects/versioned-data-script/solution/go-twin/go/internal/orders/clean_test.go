package orders

import (
	"strings"
	"testing"
)

var reference = Reference{
	Countries: map[string]string{"de": "DE", "germany": "DE", "gb": "GB"},
	Rates:     map[string]Rate{"EUR": "1.00", "GBP": "1.17", "CHF": "1.05"},
}

// row is a row without a fault, with these changes.
func row(changes ...string) map[string]string {
	row := map[string]string{
		"order_id": "A-1", "customer_id": "C0001", "ordered_at": "2026-10-05", "country": "DE",
		"currency": "EUR", "amount": "19.90", "status": "paid", "updated_at": "2026-10-05T08:30:00Z",
	}
	for i := 0; i < len(changes); i += 2 {
		row[changes[i]] = changes[i+1]
	}
	return row
}

func TestToCents(t *testing.T) {
	for text, want := range map[string]int64{
		"19.90": 1990, "12.5": 1250, "5": 500, "0.01": 1, "19,90": 1990, "1,299.00": 129900, "1.299,00": 129900,
		"1.299": 129900, "€ 5": 500, "£12.345.678,9": 1234567890,
	} {
		if got, err := ToCents(text); err != nil || got != want {
			t.Errorf("ToCents(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "free", "-5.00", "1.2.3", "19.9056", "5 €", "99999999999999999999"} {
		if got, err := ToCents(text); err == nil {
			t.Errorf("ToCents(%q) = %d, want an error", text, got)
		}
	}
}

func TestToDate(t *testing.T) {
	for text, want := range map[string]string{
		"2026-10-05": "2026-10-05", "2026-1-5": "2026-01-05", "05.10.2026": "2026-10-05", "5.10.2026": "2026-10-05",
		"2026/10/05": "2026-10-05", "29.02.2028": "2028-02-29",
	} {
		if got, err := ToDate(text); err != nil || got != want {
			t.Errorf("ToDate(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "soon", "2026-02-30", "30.02.2026", "10/05/2026", "5.10.26"} {
		if got, err := ToDate(text); err == nil {
			t.Errorf("ToDate(%q) = %q, want an error", text, got)
		}
	}
}

func TestToEuros(t *testing.T) {
	for _, each := range []struct {
		cents int64
		rate  Rate
		want  int64
	}{
		{1990, "1.00", 1990},
		{100050, "1.17", 117059},
		// 10.5 cents: a half goes up.
		{10, "1.05", 11},
		// 994.5 cents, which a float takes for a little less.
		{850, "1.17", 995},
	} {
		if got, err := ToEuros(each.cents, each.rate); err != nil || got != each.want {
			t.Errorf("ToEuros(%d, %s) = %d, %v; want %d", each.cents, each.rate, got, err, each.want)
		}
	}
	if _, err := ToEuros(1, "much"); err == nil {
		t.Error("a rate that is no number must be an error")
	}
}

func TestSpacesAndCapitalsDoNotMatter(t *testing.T) {
	tidy, err := Clean(row(), reference)
	if err != nil {
		t.Fatal(err)
	}
	untidy, err := Clean(row("order_id", " a-1", "country", " germany ", "status", "PAID", "currency", "eur"), reference)
	if err != nil || untidy != tidy {
		t.Errorf("got %+v, %v; want %+v", untidy, err, tidy)
	}
}

func TestTheReasonNamesTheColumn(t *testing.T) {
	for column, value := range map[string]string{
		"order_id": " ", "customer_id": "", "country": "Atlantis", "currency": "XXX",
		"status": "n/a", "updated_at": "late", "amount": "free", "ordered_at": "soon",
	} {
		_, err := Clean(row(column, value), reference)
		if err == nil || !strings.HasPrefix(err.Error(), column+": ") {
			t.Errorf("%s %q: got %v", column, value, err)
		}
	}
}
