-- options: {formats: [{name: isbn, types: [text]}, {name: int32, types: [text]}, {name: moment, types: [timestamp without time zone]}]}
CREATE TABLE items (id uuid PRIMARY KEY, code text NOT NULL, at timestamp NOT NULL, number text NOT NULL);
