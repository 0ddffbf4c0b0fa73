package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.List;

/** Where a field is, such as {@code _sync.partition}, split once and not at every document. */
record FieldPath(List<String> names) {
    /** In place of a value: there is an array on the way to the field, so that it may have any number of values. */
    private static final Object BEHIND_ARRAY = new Object();

    static boolean isBehindArray(Object value) {
        return value == BEHIND_ARRAY;
    }

    static FieldPath of(String dotted) {
        return new FieldPath(List.of(dotted.split("\\.")));
    }

    /** Null when the field is missing; something that {@link #isBehindArray} when an array stands before it. */
    Object in(Document document) {
        Object value = document;
        for (String name : names) {
            if (value instanceof Collection) {
                return BEHIND_ARRAY;
            }
            value = value instanceof Document inner ? inner.get(name) : null;
        }
        return value;
    }
}
