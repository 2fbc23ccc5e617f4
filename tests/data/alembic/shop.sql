BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('ae1027a6acf0');
CREATE TABLE customers (
	id INTEGER NOT NULL, 
	email VARCHAR(120) NOT NULL, 
	is_active BOOLEAN DEFAULT 1 NOT NULL, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	PRIMARY KEY (id), 
	CONSTRAINT uq_customers_email UNIQUE (email)
);
INSERT INTO "customers" VALUES(1,'ada@example.org',1,'2026-01-02 03:04:05');
CREATE TABLE orders (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	total NUMERIC(10, 2) NOT NULL, note TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE CASCADE, 
	CONSTRAINT ck_orders_total CHECK (total >= 0)
);
INSERT INTO "orders" VALUES(1,1,12.5,NULL);
INSERT INTO "orders" VALUES(2,1,0,'gift');
CREATE INDEX ix_orders_customer_total ON orders (customer_id, total);
CREATE INDEX ix_customers_active ON customers (email) WHERE is_active = 1;
COMMIT;
