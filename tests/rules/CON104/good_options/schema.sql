-- options: {optional-answers: false}
CREATE TABLE items (id uuid PRIMARY KEY, note text);
