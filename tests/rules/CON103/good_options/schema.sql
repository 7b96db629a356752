-- options: {formats: {isbn: [text], int32: [text], moment: [timestamp without time zone]}}
CREATE TABLE items (id uuid PRIMARY KEY, code text NOT NULL, at timestamp NOT NULL, number text NOT NULL);
