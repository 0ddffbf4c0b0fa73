package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.List;

/** Where a field is, such as {@code _sync.partition}, split once and not at every document. */
record FieldPath(List<String> names) {
    static FieldPath of(String dotted) {
        return new FieldPath(List.of(dotted.split("\\.")));
    }

    /** Null when the field is missing; the array when there is one at the field or on the way to it. */
    Object in(Document document) {
        Object value = document;
        for (String name : names) {
            if (value instanceof Collection) {
                return value;
            }
            value = value instanceof Document inner ? inner.get(name) : null;
        }
        return value;
    }
}
