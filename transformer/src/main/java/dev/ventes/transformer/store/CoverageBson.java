package dev.ventes.transformer.store;

import dev.ventes.transformer.derive.Coverage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;

/** A {@link Coverage} as a partition's document has it: the API reads there which views are whole. */
final class CoverageBson {
    static final String FILLING_FIELD = Partitions.VIEWS + ".filling";

    private static final String WHOLE = "whole";
    private static final String FILLING = "filling";

    private CoverageBson() {}

    static Document write(Coverage coverage) {
        var document = new Document(WHOLE, List.copyOf(new TreeSet<>(coverage.whole())));
        if (coverage.filling() != null) {
            var filling = coverage.filling();
            document.append(
                    FILLING,
                    new Document("views", List.copyOf(new TreeSet<>(filling.views())))
                            .append("from", filling.from())
                            .append("to", filling.to()));
        }
        return document;
    }

    /** @param document null where nobody has written one */
    static Coverage read(Document document) {
        if (document == null) {
            return Coverage.NONE;
        }
        var filling = document.get(FILLING, Document.class);
        return new Coverage(
                Set.copyOf(document.getList(WHOLE, String.class)),
                filling == null
                        ? null
                        : new Coverage.Filling(
                                Set.copyOf(filling.getList("views", String.class)),
                                filling.getLong("from"),
                                filling.getLong("to")));
    }
}
