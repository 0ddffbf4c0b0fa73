package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;

/** A document's place in its collection: its {@code _id}, where null needs a stand-in because maps have no null keys. */
final class Position {
    private Position() {}

    static Object of(Object id) {
        return Missing.ofNullable(id);
    }

    static Object of(Document document) {
        return of(document.get("_id"));
    }
}
