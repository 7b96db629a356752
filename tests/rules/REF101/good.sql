CREATE TABLE invoices (
    id uuid PRIMARY KEY,
    previous uuid REFERENCES invoices,
    customer uuid REFERENCES customers (id),
    email text,
    region text,
    token uuid REFERENCES tokens (id),
    FOREIGN KEY (email, region) REFERENCES customers (email, region),
    CHECK (email <> 'REFERENCES nowhere (id)')
);
CREATE TABLE customers (id uuid PRIMARY KEY, email text, region text, UNIQUE (region, email));
CREATE TABLE tokens (id uuid);
CREATE UNIQUE INDEX uq_tokens ON tokens (id);
CREATE TABLE parts (id uuid, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE on_parts (id uuid, at date, FOREIGN KEY (id, at) REFERENCES parts);
