-- The tables as the database is initialised with them.

CREATE TABLE suppliers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    vat_number TEXT UNIQUE
);

CREATE TABLE invoices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    supplier_id INTEGER NOT NULL REFERENCES suppliers (id) ON DELETE RESTRICT,
    invoice_number TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'received' CHECK (status IN ('received', 'approved', 'paid')),
    currency TEXT NOT NULL DEFAULT 'EUR' CHECK (length(currency) = 3),
    cents BIGINT NOT NULL,
    received_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (supplier_id, invoice_number)
);

CREATE INDEX idx_invoices_open ON invoices (received_at) WHERE status <> 'paid';

CREATE TABLE invoice_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    invoice_id INTEGER NOT NULL REFERENCES invoices (id) ON DELETE CASCADE,
    description TEXT NOT NULL,
    cents BIGINT NOT NULL
);

CREATE INDEX idx_invoice_lines_invoice ON invoice_lines (invoice_id);

CREATE VIEW open_invoices AS
    SELECT invoices.id, suppliers.name AS supplier, invoice_number, cents, currency
    FROM invoices JOIN suppliers ON suppliers.id = supplier_id
    WHERE status <> 'paid';
